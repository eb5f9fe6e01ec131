// What somebody who lies says where participants agree: a tree that nobody has, promises that bind
// nobody, locks that it does not have, nonsense.
import { decodeAgreement, encodeAgreement } from "../../../fs/core/agreement/message.ts";
import { rootInodeNumber } from "../../../fs/core/index.ts";
import { isName } from "../../../fs/core/name.ts";
import type { Chance } from "../../support/chance.ts";

/** Answers to what somebody said. */
export function disagree(bytes: Uint8Array, chance: Chance): readonly Uint8Array[] {
  const message = decodeAgreement(bytes);
  if (message.kind === "malformed") return [];
  const { number } = message;
  const known = new Map([[1 + chance.below(4), chance.below(2) === 0 ? 0 : chance.below(2 ** 30)]]);
  switch (chance.below(5)) {
    case 0:
      return [];
    case 1:
      return [encodeAgreement({ kind: "wait", number })];
    case 2:
      return [encodeAgreement({ kind: "held", number })];
    default:
      if (message.kind === "look") return [encodeAgreement({ kind: "seen", number, known })];
      if (message.kind === "lock") return [encodeAgreement({ kind: "clear", number, known })];
      if (message.kind !== "prepare") return [];
      return [encodeAgreement({ kind: "promise", number, isTaken: chance.below(3) === 0, known })];
  }
}

/** Said without having been asked. */
export function falsePromise(chance: Chance): Uint8Array {
  const number = 1 + chance.below(50);
  const name = chance.pick(["a", "b", "c", "notes.txt"]) ?? "a";
  if (!isName(name)) throw new Error(name);
  const claim = { number, time: chance.below(2 ** 30), isSole: false, name } as const;
  switch (chance.below(6)) {
    case 0:
      return encodeAgreement({ kind: "look", number });
    case 1:
      return encodeAgreement({ kind: "made", number, sequence: 1 + chance.below(2 ** 30) });
    case 2:
      return encodeAgreement({ kind: "cancel", number });
    case 3:
      return encodeAgreement({ kind: "seen", number, known: new Map([[1, 2 ** 30]]) });
    case 4:
      return chance.bytes(1 + chance.below(40));
    default:
      return encodeAgreement({ kind: "prepare", ...claim, directory: rootInodeNumber });
  }
}
