// Crypto against its contract: one suite for both implementations, and the same bytes from each.
import test from "ava";
import type { Crypto } from "../../logs/index.ts";
import { nativeCrypto, wrappersCrypto } from "../../logs/index.ts";

const native = nativeCrypto();
const wrappers = await wrappersCrypto();
const all: readonly (readonly [string, Crypto])[] = [
  ...(native === undefined ? [] : [["sodium-native", native] as const]),
  ["libsodium-wrappers", wrappers],
];

const seed = Buffer.alloc(32, 7);
const key = Buffer.alloc(32, 1);
const nonce = Buffer.alloc(24, 2);
const associatedData = Buffer.from("header");
const lengths = [0, 1, 15, 16, 17, 1000, 70_000];

function sealWith(crypto: Crypto, plaintext: Uint8Array): Buffer {
  const target = Buffer.alloc(plaintext.length + 16);
  crypto.seal({ target, plaintext, associatedData, nonce, key });
  return target;
}

for (const [name, crypto] of all) {
  test(`${name}: a signature verifies for its message and key only`, (t) => {
    const { publicKey, secretKey } = crypto.keyPair(seed);
    const message = Buffer.from("message");
    const signature = crypto.sign(message, secretKey);
    t.true(crypto.verify({ message, signature, publicKey }));
    t.false(crypto.verify({ message: Buffer.from("massage"), signature, publicKey }));
    t.false(crypto.verify({ message, signature, publicKey: Buffer.alloc(32, 9) }));
    const wrong = Buffer.from(signature);
    wrong[63] = (wrong[63] ?? 0) ^ 1;
    t.false(crypto.verify({ message, signature: wrong, publicKey }));
  });

  test(`${name}: ciphertext opens to the plaintext, and not after any change`, (t) => {
    for (const length of lengths) {
      const plaintext = Buffer.alloc(length, 0x61);
      const sealed = sealWith(crypto, plaintext);
      const target = Buffer.alloc(length);
      t.true(crypto.open({ target, sealed, associatedData, nonce, key }));
      t.true(target.equals(plaintext));
      for (const at of [0, length >> 1, sealed.length - 1]) {
        const wrong = Buffer.from(sealed);
        wrong[at] = (wrong[at] ?? 0) ^ 0x80;
        t.false(crypto.open({ target, sealed: wrong, associatedData, nonce, key }));
      }
      t.false(crypto.open({ target, sealed, associatedData: seed, nonce, key }));
      t.false(crypto.open({ target, sealed, associatedData, nonce, key: seed }));
    }
  });

  test(`${name}: what is sealed to a key opens with its pair only`, (t) => {
    const pair = crypto.keyPair(seed);
    const sealed = crypto.sealTo(key, pair.publicKey);
    if (sealed === undefined) return t.fail("the key is valid");
    t.deepEqual(Buffer.from(crypto.openSealed(sealed, pair) ?? []), key);
    t.is(crypto.openSealed(sealed, crypto.keyPair(key)), undefined);
    t.is(crypto.openSealed(sealed.subarray(1), pair), undefined);
    t.is(crypto.openSealed(new Uint8Array(3), pair), undefined);
    t.is(crypto.sealTo(key, Buffer.alloc(32, 2)), undefined);
  });

  test(`${name}: random bytes do not repeat, in any size`, (t) => {
    const seen = new Set<string>();
    for (const length of [16, 24, 5000]) {
      for (let i = 0; i < 1000; i++) {
        const target = Buffer.alloc(length);
        crypto.random(target);
        seen.add(target.toString("hex", 0, 16));
      }
    }
    t.is(seen.size, 3000);
  });

  test(`${name}: a wrong length is a mistake that throws`, (t) => {
    const target = Buffer.alloc(4);
    const wrong = { target, plaintext: seed, associatedData, nonce, key };
    t.throws(() => crypto.seal(wrong));
    t.throws(() => crypto.keyPair(Buffer.alloc(31)));
    t.throws(() => crypto.open({ target, sealed: seed, associatedData, nonce, key }));
  });
}

test("both implementations give the same bytes", (t) => {
  if (native === undefined) {
    t.pass();
    return;
  }
  const pair = native.keyPair(seed);
  t.deepEqual(Buffer.from(wrappers.keyPair(seed).publicKey), Buffer.from(pair.publicKey));
  t.deepEqual(Buffer.from(wrappers.keyPair(seed).secretKey), Buffer.from(pair.secretKey));
  t.deepEqual(
    Buffer.from(wrappers.sign(key, pair.secretKey)),
    Buffer.from(native.sign(key, pair.secretKey)),
  );
  for (const length of lengths) {
    const plaintext = Buffer.alloc(length, 0x62);
    t.true(sealWith(wrappers, plaintext).equals(sealWith(native, plaintext)));
    t.deepEqual(
      Buffer.from(wrappers.keyedHash(key, plaintext)),
      Buffer.from(native.keyedHash(key, plaintext)),
    );
  }
  const sealed = wrappers.sealTo(key, pair.publicKey);
  t.deepEqual(Buffer.from(native.openSealed(sealed ?? key, pair) ?? []), key);
});
