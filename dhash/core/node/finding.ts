// Searches for the newest version of public-key blocks: several nodes are asked, the newest of what
// they have is taken.
import type { PeerId } from "../peer-id.ts";
import { askMilliseconds, findsMax } from "./limits.ts";

interface OpenFind {
  readonly owner: Uint8Array;
  readonly asked: Set<PeerId>;
  readonly until: number;
  /** It was found, or nobody waits for the word that there is none. */
  isSettled: boolean;
}

export class Finding {
  readonly #finds = new Map<string, OpenFind>();

  get hasRoom(): boolean {
    return this.#finds.size < findsMax;
  }

  /** These are asked now. `isQuiet`: nobody waits for the word that there is none. */
  begin(
    owner: Uint8Array,
    asked: readonly PeerId[],
    { now, isQuiet }: { readonly now: number; readonly isQuiet: boolean },
  ): void {
    const name = nameOf(owner);
    const before = this.#finds.get(name);
    const until = now + askMilliseconds;
    const all = new Set([...(before?.asked ?? []), ...asked]);
    const isSettled = before?.isSettled ?? isQuiet;
    this.#finds.set(name, { owner, asked: all, until, isSettled: isSettled && isQuiet });
  }

  /** True when it was asked for that. */
  isAsked(owner: Uint8Array, by: PeerId): boolean {
    return this.#finds.get(nameOf(owner))?.asked.has(by) === true;
  }

  /** It has answered. */
  answered(owner: Uint8Array, by: PeerId, isFound: boolean): void {
    const find = this.#finds.get(nameOf(owner));
    if (find === undefined) return;
    find.asked.delete(by);
    find.isSettled ||= isFound;
  }

  lose(peer: PeerId): void {
    for (const find of this.#finds.values()) find.asked.delete(peer);
  }

  /** Owners of whom nobody had anything, all having answered, or had the time. */
  ended(now: number): readonly Uint8Array[] {
    const absent: Uint8Array[] = [];
    for (const [name, find] of this.#finds) {
      if (find.asked.size > 0 && find.until > now) continue;
      this.#finds.delete(name);
      if (!find.isSettled) absent.push(find.owner);
    }
    return absent;
  }
}

function nameOf(owner: Uint8Array): string {
  return Buffer.from(owner).toString("hex");
}
