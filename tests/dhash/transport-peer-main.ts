// A peer in a process of its own, for tests that kill it: argv has its name; addresses to connect
// to come on stdin, one a line. Its own address goes to stdout. It returns every frame, and ends
// with code 0 when stdin ends; anything unhandled ends it with another one.
import { createInterface } from "node:readline";
import { isTrouble, libp2pTransport } from "../../dhash/index.ts";
import { Peer, sound, usual } from "./transport-peers.ts";

const peer = new Peer(await libp2pTransport(usual(process.argv[2] ?? "child")));
peer.onFrame = (from, frame) => {
  peer.frames.length = 0;
  peer.transport.send(from, [frame]);
};
sound(await peer.start());
console.log(peer.transport.addresses()[0]);
for await (const address of createInterface({ input: process.stdin })) {
  const result = await peer.transport.connect({ peer: undefined, addresses: [address] });
  console.log(isTrouble(result) ? result.reason : "connected");
}
await peer.transport.close();
