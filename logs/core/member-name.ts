// Names of participants: unique among members, and good to have in paths and on command lines
// (FORMAT "Invites").
import type { LogId } from "./hash.ts";
import type { Membership } from "./membership.ts";
import type { ChangeRefusal } from "./next-view.ts";
import { refusal } from "./next-view.ts";

export const memberNameWords =
  "1 to 64 bytes, without spaces, slashes and characters that are not seen";

/** Whether anybody can have this name. */
export function isMemberName(name: string): boolean {
  const bytes = Buffer.byteLength(name);
  return bytes >= 1 && bytes <= 64 && !/[\p{C}\s/]/u.test(name);
}

/** Why nobody can come in under this name; undefined: it is good. */
export function whyBadName(
  { members }: Pick<Membership, "members">,
  names: ReadonlyMap<LogId, string>,
  name: string,
): ChangeRefusal | undefined {
  if (!isMemberName(name)) return refusal("bad-name", `A name has ${memberNameWords}.`);
  const wanted = plainName(name);
  const isTaken = members.some(
    ({ logId, role }) => role !== "removed" && plainName(names.get(logId) ?? "") === wanted,
  );
  if (!isTaken) return undefined;
  return refusal("name-taken", `Somebody here is called ${name} already; choose another name.`);
}

/** Names that look alike are the same name. */
function plainName(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}
