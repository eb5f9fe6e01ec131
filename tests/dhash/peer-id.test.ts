// Names of peers: those of libp2p, and nothing else.
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import { peerIdFromPrivateKey } from "@libp2p/peer-id";
import test from "ava";
import { isPeerId, peerIdToPublicKey, publicKeyToPeerId } from "../../dhash/index.ts";
import { peerIdOf, seedOf } from "./transport-peers.ts";

test("a peer is named as libp2p names it, and its name is its key", async (t) => {
  for (let i = 0; i < 50; i++) {
    const seed = seedOf(`peer ${i}`);
    const key = await generateKeyPairFromSeed("Ed25519", seed);
    const peer = publicKeyToPeerId(key.publicKey.raw);
    t.is(peer, peerIdOf(seed));
    t.is<string | undefined, string>(peer, peerIdFromPrivateKey(key).toString());
    if (peer !== undefined) t.deepEqual([...peerIdToPublicKey(peer)], [...key.publicKey.raw]);
  }
});

test("keys with zeros at either end have names that lead back to them", (t) => {
  for (const key of [
    new Uint8Array(32),
    new Uint8Array(32).fill(255),
    Uint8Array.of(...new Array(31).fill(0), 1),
  ]) {
    const peer = publicKeyToPeerId(key);
    t.true(peer !== undefined && isPeerId(peer));
    if (peer !== undefined) t.deepEqual([...peerIdToPublicKey(peer)], [...key]);
  }
  t.is(publicKeyToPeerId(new Uint8Array(31)), undefined);
});

test("other texts are not names of peers", (t) => {
  const peer = peerIdOf(seedOf("peer"));
  const others = ["", "peer", `${peer}x`, peer.slice(1), `0${peer.slice(1)}`, `Qm${peer.slice(2)}`];
  for (const text of [...others, peer.toLowerCase(), "z".repeat(52), "1".repeat(52)]) {
    t.false(isPeerId(text), text);
  }
  t.true(isPeerId(peer));
});
