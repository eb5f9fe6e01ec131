// The connected peers of a node: what each says of itself, what is said to it, and the questions by
// which nodes find their way.
import type { Hello } from "./core/node/contact-codec.ts";
import {
  contactAddressesMax,
  helloMilliseconds,
  sweepReturnMilliseconds,
} from "./core/node/limits.ts";
import type { NodeMessage } from "./core/node/node-message.ts";
import { NodePeer } from "./core/node/node-peer.ts";
import { type PeerId, peerIdToPublicKey } from "./core/peer-id.ts";
import type { Contact } from "./core/routing/contact.ts";
import type { NodeParts } from "./node-parts.ts";

export class NodePeers {
  readonly #parts: NodeParts;
  #helloAt = 0;
  /** What the hello said that was sent last. */
  #said = "";

  constructor(parts: NodeParts) {
    this.#parts = parts;
  }

  connect(name: PeerId): void {
    this.#parts.drop(name);
    this.#parts.peers.set(name, new NodePeer(name, this.#parts.now));
    this.#parts.send(name, { kind: "hello", hello: this.#hello() });
  }

  greet(peer: NodePeer, hello: Hello): void {
    const { known, ways, comparing, sweep, replication, now } = this.#parts;
    const { machine, addresses, isStoring } = hello;
    const named = this.#parts.nameNode(peerIdToPublicKey(peer.peer));
    const contact: Contact = { ...named, machine, addresses };
    const { id } = contact;
    const before = peer.hello;
    peer.hello = hello;
    peer.contact = contact;
    // It may have been full when it was here last.
    const hadRoom = before !== undefined && before.bytesFree !== 0;
    if (!hadRoom && hello.bytesFree !== 0) replication.forgive(id);
    if (isStoring) {
      known.meet(contact, now);
      if (before?.isStoring === true) return;
      ways.meet(contact, now);
      comparing.hasten(id, now);
      sweep.hasten(now + sweepReturnMilliseconds);
      replication.touchAll();
    } else if (before?.isStoring === true) known.leave(id);
  }

  /** True when the message is one of these. */
  hear(peer: NodePeer, message: NodeMessage): boolean {
    const { ways, known, now } = this.#parts;
    const { contact, hello } = peer;
    if (contact === undefined) return false;
    if (message.kind === "ask") {
      const { number, question } = message;
      const asker = hello?.isStoring === true ? contact : undefined;
      const answer = ways.answer(asker, question, now);
      if (question.kind === "leave") known.leave(contact.id);
      this.#parts.send(peer.peer, { kind: "reply", number, ...answer });
      return true;
    }
    return message.kind === "reply" && ways.replied(contact, message.number, message, now);
  }

  upkeep(): void {
    const { known, ways, now, options, peers } = this.#parts;
    known.expire(now);
    ways.upkeep(now, options.random);
    if (now < this.#helloAt) return;
    this.#helloAt = now + helloMilliseconds;
    const hello = this.#hello();
    const said = saidBy(hello);
    if (said === this.#said) return;
    this.#said = said;
    for (const name of peers.keys()) this.#parts.send(name, { kind: "hello", hello });
  }

  leave(): void {
    for (const name of this.#parts.peers.keys()) {
      this.#parts.send(name, { kind: "ask", number: 0, question: { kind: "leave" } });
    }
  }

  #hello(): Hello {
    const { options, kept } = this.#parts;
    const { isStoring, machine } = options;
    const addresses = options.addresses().slice(0, contactAddressesMax);
    return { isStoring, machine, addresses, bytesFree: isStoring ? kept.bytesFree() : 0 };
  }
}

/** Of the bytes that are free it matters whether there are any. */
function saidBy({ addresses, bytesFree }: Hello): string {
  return JSON.stringify([addresses, bytesFree === 0]);
}
