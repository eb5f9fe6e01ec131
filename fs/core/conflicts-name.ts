// The name of what lost its name to another: name.conflict-<slot>-<sequence> (FORMAT "Names").
import type { Dot } from "../../logs/core/index.ts";
import { dotSequence, dotSlot } from "../../logs/core/index.ts";
import type { Name } from "./name.ts";
import { isName, nameBytesMax } from "./name.ts";

/** A pure function of the wanted name and of the record that wanted it. `attempt` counts from 1;
 * from 2 on it is appended, for the case that the name is taken as well. A long name is cut so
 * that the whole fits, and not inside a UTF-8 character. */
export function conflictName(wanted: Name, dot: Dot, attempt: number): Name {
  const again = attempt === 1 ? "" : `-${attempt}`;
  const suffix = `.conflict-${dotSlot(dot)}-${dotSequence(dot)}${again}`;
  let kept = Math.min(wanted.length, nameBytesMax - suffix.length);
  if (kept < wanted.length) {
    while (kept > 0 && isContinuationByte(wanted.charCodeAt(kept))) kept--;
  }
  const name = `${wanted.slice(0, kept)}${suffix}`;
  // The suffix is never longer than 60 bytes and holds neither "/" nor NUL, so the result is a
  // name; this earns the type.
  return isName(name) ? name : wanted;
}

/** Was `name` given by the record `dot` to something that it wanted to call `wanted`? */
export function isConflictNameOf(name: Name, wanted: Name, dot: Dot): boolean {
  if (!name.includes(".conflict-")) return false;
  if (name === conflictName(wanted, dot, 1)) return true;
  const attempt = Number(name.slice(name.lastIndexOf("-") + 1));
  return (
    Number.isSafeInteger(attempt) && attempt >= 2 && name === conflictName(wanted, dot, attempt)
  );
}

function isContinuationByte(code: number): boolean {
  return (code & 0xc0) === 0x80;
}
