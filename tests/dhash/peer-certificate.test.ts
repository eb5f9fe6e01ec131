// Certificates of peers: ours reads what libp2p makes, and refuses whatever was changed.

import { X509Certificate } from "node:crypto";
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import { generateCertificate, verifyPeerCertificate } from "@libp2p/tls/utils";
import test from "ava";
import fc from "fast-check";
import { verifyPeer } from "../../dhash/adapters/libp2p/tls-identity.ts";
import { decodePeerExtension } from "../../dhash/core/peer-certificate.ts";
import { peerIdOf, seedOf } from "./transport-peers.ts";

async function certificateOf(name: string): Promise<Buffer> {
  const { cert } = await generateCertificate(
    await generateKeyPairFromSeed("Ed25519", seedOf(name)),
  );
  return new X509Certificate(cert).raw;
}

test("a peer's certificate names it, as libp2p reads it", async (t) => {
  for (const name of ["alice", "bob", "carol"]) {
    const raw = await certificateOf(name);
    t.is(verifyPeer(new X509Certificate(raw)), peerIdOf(seedOf(name)));
    t.is<string, string>((await verifyPeerCertificate(raw)).toString(), peerIdOf(seedOf(name)));
  }
});

test("no change of a byte gives another peer, and none throws", async (t) => {
  const raw = await certificateOf("alice");
  const alice = peerIdOf(seedOf("alice"));
  let harmless = 0;
  for (let at = 0; at < raw.length; at++) {
    for (const bit of [0x01, 0x80]) {
      const changed = Buffer.from(raw);
      changed[at] = (changed[at] ?? 0) ^ bit;
      decodePeerExtension(changed);
      try {
        t.is(verifyPeer(new X509Certificate(changed)), alice);
        harmless += 1;
      } catch (error) {
        t.true(error instanceof Error);
      }
    }
  }
  t.is(harmless, 0, "the certificate's own signature covers it");
});

test("the key of one peer and the certificate of another do not go together", async (t) => {
  const [alice, bob] = [await certificateOf("alice"), await certificateOf("bob")];
  const [ours, theirs] = [decodePeerExtension(alice), decodePeerExtension(bob)];
  if (ours === undefined || theirs === undefined) return t.fail("no extension");
  const swapped = Buffer.from(alice);
  swapped.set(theirs.publicKey, alice.indexOf(ours.publicKey));
  t.throws(() => verifyPeer(new X509Certificate(swapped)));
});

test("whatever bytes come, reading them says undefined at most", async (t) => {
  const raw = await certificateOf("alice");
  fc.assert(
    fc.property(fc.nat(raw.length), fc.uint8Array({ maxLength: 40 }), (at, bytes) => {
      decodePeerExtension(bytes);
      decodePeerExtension(Buffer.concat([raw.subarray(0, at), bytes]));
      decodePeerExtension(Buffer.concat([raw.subarray(0, at), bytes, raw.subarray(at)]));
    }),
  );
  for (let length = 0; length < raw.length; length++) {
    t.is(decodePeerExtension(raw.subarray(0, length)), undefined);
  }
  t.not(decodePeerExtension(raw), undefined);
});
