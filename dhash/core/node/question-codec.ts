// The bytes of questions by which nodes find their way, and of the answers (FORMAT "Nodes").
import { invariant } from "../invariant.ts";
import { pointedAtOnceMax } from "../repair/limits.ts";
import type { Contact } from "../routing/contact.ts";
import { contactsFoundMax, contactsListedMax } from "../routing/limits.ts";
import type { Question, Reply } from "../routing/questions.ts";
import {
  bytesToRingPoint,
  isRingPoint,
  type RingPoint,
  ringPointToBytes,
  wholeRing,
} from "../routing/ring-point.ts";
import type { ByteReader, ByteWriter } from "./bytes.ts";
import { type NameNode, readContacts, writeContacts } from "./contact-codec.ts";
import { holdersToldMax } from "./limits.ts";

const questionBytes = { find: 1, list: 2, hold: 3, release: 4, announce: 5, leave: 6 } as const;
const replyBytes = { nearest: 1, page: 2, noted: 3 } as const;
const prefixDigitsMax = 64;

export function writeQuestion(to: ByteWriter, question: Question): void {
  to.u8(questionBytes[question.kind]);
  switch (question.kind) {
    case "find":
      to.bytes(ringPointToBytes(question.key)).u16(question.count);
      break;
    case "list":
      to.text(question.prefix).bytes(ringPointToBytes(question.from));
      break;
    case "hold":
    case "release":
      to.u16(question.keys.length);
      for (const key of question.keys) to.bytes(ringPointToBytes(key));
      break;
    case "announce":
    case "leave":
      break;
  }
}

export function readQuestion(from: ByteReader): Question {
  const kind = from.u8();
  switch (kind) {
    case questionBytes.find:
      return { kind: "find", key: readPoint(from), count: from.count(contactsFoundMax, "a find") };
    case questionBytes.list: {
      const prefix = from.text(prefixDigitsMax);
      if (/[^0-9a-f]/.test(prefix)) from.fail("a prefix of other than digits");
      return { kind: "list", prefix, from: readPoint(from) };
    }
    case questionBytes.hold:
    case questionBytes.release: {
      const keys = from.list(pointedAtOnceMax, "a list of points", () => readPoint(from));
      return { kind: kind === questionBytes.hold ? "hold" : "release", keys };
    }
    case questionBytes.announce:
      return { kind: "announce" };
    case questionBytes.leave:
      return { kind: "leave" };
    default:
      from.fail(`a question of the unknown kind ${kind}`);
      return { kind: "announce" };
  }
}

interface Told {
  readonly reply: Reply;
  readonly holders: readonly Contact[];
}

export function writeReply(to: ByteWriter, { reply, holders }: Told): void {
  to.u8(replyBytes[reply.kind]);
  switch (reply.kind) {
    case "nearest":
      to.u16(reply.certain).u8(reply.isEveryone ? 1 : 0);
      writeContacts(to, reply.contacts);
      writeContacts(to, holders);
      break;
    case "page": {
      const { isSettled, isWhole, hasRoom, nodes } = reply.table;
      to.u8((isSettled ? 1 : 0) | (isWhole ? 2 : 0) | (hasRoom ? 4 : 0)).u32(nodes);
      // A page never begins at the first point: that stands for the end.
      to.bytes(ringPointToBytes(reply.next ?? wholeRing.from));
      writeContacts(to, reply.contacts);
      break;
    }
    case "noted":
      break;
  }
}

export function readReply(from: ByteReader, nameNode: NameNode): Told {
  const kind = from.u8();
  switch (kind) {
    case replyBytes.nearest: {
      const certain = from.u16();
      const isEveryone = readFlags(from, 1) === 1;
      const contacts = readContacts(from, contactsFoundMax, nameNode);
      if (certain > contacts.length) from.fail("more that is certain than there is");
      const holders = readContacts(from, holdersToldMax, nameNode);
      const ids = holders.map(({ id }) => id);
      return {
        reply: { kind: "nearest", contacts, certain, isEveryone, holders: ids },
        holders,
      };
    }
    case replyBytes.page:
      return { reply: readPage(from, nameNode), holders: [] };
    case replyBytes.noted:
      return { reply: { kind: "noted" }, holders: [] };
    default:
      from.fail(`an answer of the unknown kind ${kind}`);
      return { reply: { kind: "noted" }, holders: [] };
  }
}

function readPage(from: ByteReader, nameNode: NameNode): Reply {
  const flags = readFlags(from, 7);
  const table = {
    isSettled: (flags & 1) !== 0,
    isWhole: (flags & 2) !== 0,
    hasRoom: (flags & 4) !== 0,
    nodes: from.u32(),
  };
  const next = readPoint(from);
  const contacts = readContacts(from, contactsListedMax, nameNode);
  return { kind: "page", contacts, next: next === wholeRing.from ? undefined : next, table };
}

function readFlags(from: ByteReader, max: number): number {
  const flags = from.u8();
  if (flags > max) from.fail(`flags ${flags}`);
  return flags;
}

export function readPoint(from: ByteReader): RingPoint {
  const point = bytesToRingPoint(from.bytes(32));
  invariant(point !== undefined && isRingPoint(point), "32 bytes are a point");
  return point;
}
