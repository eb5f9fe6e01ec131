// The golden vectors of what participants say to agree: every implementation writes these bytes and
// reads them as these messages, and no bytes of a peer make the reader throw.
import test from "ava";
import fc from "fast-check";
import type { AgreementMessage } from "../../fs/core/agreement/message.ts";
import { decodeAgreement, encodeAgreement } from "../../fs/core/agreement/message.ts";
import { isName, makeInodeNumber } from "../../fs/core/index.ts";
import { flipped } from "../support/logs.ts";

const name = "n\xe9";
if (!isName(name)) throw new Error("no name");
const directory = makeInodeNumber(3, 5);

const vectors: readonly (readonly [string, AgreementMessage])[] = [
  [
    "01 07000000 1027000000000000 01 0500000060000000 6ee9",
    { kind: "prepare", number: 7, time: 10_000, isSole: true, directory, name },
  ],
  ["02 07000000", { kind: "wait", number: 7 }],
  [
    "03 ffffffff 01 0200 0100 0900000000000000 ffff ffffffff1f000000",
    {
      kind: "promise",
      number: 2 ** 32 - 1,
      isTaken: true,
      known: new Map([
        [1, 9],
        [65_535, 2 ** 37 - 1],
      ]),
    },
  ],
  ["03 01000000 00 0000", { kind: "promise", number: 1, isTaken: false, known: new Map() }],
  ["04 07000000", { kind: "cancel", number: 7 }],
  ["05 07000000 0100000000000000", { kind: "made", number: 7, sequence: 1 }],
  ["06 07000000", { kind: "look", number: 7 }],
  ["07 07000000 0100 0200 0300000000000000", { kind: "seen", number: 7, known: new Map([[2, 3]]) }],
  [
    "08 07000000 1027000000000000 01 01 0500000060000000 0000000000000000 ffffffffffff1f00",
    {
      kind: "lock",
      number: 7,
      time: 10_000,
      wish: {
        ...{ inode: directory, space: "file", isExclusive: true },
        ...{ start: 0, end: Number.MAX_SAFE_INTEGER },
      },
    },
  ],
  [
    "08 08000000 0100000000000000 00 00 0500000060000000 0200000000000000 0900000000000000",
    {
      ...{ kind: "lock", number: 8, time: 1 },
      wish: { inode: directory, space: "range", isExclusive: false, start: 2, end: 9 },
    },
  ],
  [
    "09 07000000 0100 0200 0300000000000000",
    { kind: "clear", number: 7, known: new Map([[2, 3]]) },
  ],
  ["0a 07000000", { kind: "held", number: 7 }],
  [
    "0b 07000000 01 0500000060000000",
    { kind: "released", number: 7, inode: directory, isLast: true },
  ],
];

const malformed = {
  "no byte": "",
  "cut off": "0201",
  "an unknown kind": "ff01000000",
  "no number": "0200000000",
  "more than there is to say": "020100000000",
  "a name that is none": "01 07000000 1027000000000000 01 0500000060000000 2e2e",
  "no name": "01 07000000 1027000000000000 01 0500000060000000",
  "a flag that is none": "01 07000000 1027000000000000 02 0500000060000000 6e",
  "a time that is not exact": "01 07000000 0000000000002000 01 0500000060000000 6e",
  "an inode that is none": "01 07000000 1027000000000000 01 0000000000000000 6e",
  "a log twice": "03 01000000 00 0200 0100 0900000000000000 0100 0900000000000000",
  "slot 0": "03 01000000 00 0100 0000 0900000000000000",
  "a vector cut off": "03 01000000 00 0200 0100 0900000000000000",
  "a range that ends before it begins":
    "08 08000000 0100000000000000 00 00 0500000060000000 0900000000000000 0200000000000000",
  "locks of no kind":
    "08 08000000 0100000000000000 02 00 0500000060000000 0200000000000000 0900000000000000",
  "a release of what is no inode": "0b 07000000 01 0000000000000000",
  "more than that a lock is held": "0a 07000000 00",
  "record 0": "05 07000000 0000000000000000",
  "a record beyond the last": "05 07000000 0000000020000000",
};

const toBytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");

for (const [hex, message] of vectors) {
  test(`the bytes of ${message.kind} ${message.number} are those of FORMAT`, (t) => {
    t.deepEqual(Buffer.from(encodeAgreement(message)), toBytes(hex));
    t.deepEqual(decodeAgreement(toBytes(hex)), message);
  });
}

for (const [what, hex] of Object.entries(malformed)) {
  test(`a message with ${what} is malformed`, (t) => {
    t.is(decodeAgreement(toBytes(hex)).kind, "malformed");
  });
}

test("whatever a peer sends is a message or malformed", (t) => {
  for (const [hex, { kind }] of vectors) {
    const bytes = toBytes(hex);
    for (let at = 0; at < bytes.length; at++) {
      t.notThrows(() => decodeAgreement(flipped(bytes, at, 0x80)));
      const cut = decodeAgreement(bytes.subarray(0, at)).kind;
      // A name that is cut off is a shorter one.
      if (kind !== "prepare" || at < bytes.length - 1) t.is(cut, "malformed");
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const message = decodeAgreement(bytes);
      return message.kind === "malformed" || encodeAgreement(message).length > 0;
    }),
  );
});
