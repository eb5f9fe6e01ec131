// What programs do next, by chance: mostly what works, sometimes what must be refused.
import type { Chance } from "../support/chance.ts";
import type { NodeId, NodeType, Operation } from "./operation.ts";
import { rootId } from "./operation.ts";
import type { OracleState } from "./oracle-state.ts";
import { nodeOf } from "./oracle-state.ts";

const names = ["a", "b", "c", "d", "e", "notes.txt", "l\u00e9", "x".repeat(200)];
const xattrNames = ["user.a", "user.b", "trusted.c"];
const kindsOfOperation = [
  ...Array<"write">(10).fill("write"),
  ...Array<"make">(8).fill("make"),
  ...Array<"rename">(5).fill("rename"),
  ...Array<"remove">(5).fill("remove"),
  ...Array<"sync">(4).fill("sync"),
  "truncate",
  "truncate",
  "punch",
  "copy",
  "chmod",
  "link",
  "link",
  "nameless",
  "nameless",
  "set-xattr",
  "set-xattr",
  "remove-xattr",
  "read",
  "read",
  "forget",
] as const;

export function chooseOperation(state: OracleState, chance: Chance): Operation {
  return new Choice(state, chance).operation();
}

class Choice {
  readonly #state: OracleState;
  readonly #chance: Chance;

  constructor(state: OracleState, chance: Chance) {
    this.#state = state;
    this.#chance = chance;
  }

  operation(): Operation {
    const kind = this.#pick(kindsOfOperation);
    switch (kind) {
      case "make":
        return this.#make();
      case "nameless":
        return { kind: "make-nameless", parent: this.#directory(), mode: 0o600 };
      case "rename":
        return this.#rename();
      case "remove":
        return this.#remove();
      case "sync":
        return { kind };
      case "forget": {
        const node = this.#chance.pick([...this.#state.held]);
        return node === undefined ? this.#make() : { kind, node };
      }
      case "set-xattr": {
        const value = this.#chance.bytes(
          this.#chance.below(this.#chance.below(8) === 0 ? 5000 : 40),
        );
        const mode = this.#pick(["any", "any", "create", "replace"] as const);
        return { kind, node: this.#any(), name: this.#pick(xattrNames), value, mode };
      }
      case "remove-xattr":
        return { kind, node: this.#any(), name: this.#pick(xattrNames) };
      case "chmod":
        return { kind, node: this.#any(), mode: 0o600 + this.#chance.below(0o200) };
      case "link": {
        const held =
          this.#chance.below(2) === 0 ? this.#chance.pick([...this.#state.held]) : undefined;
        const node = held ?? this.#any();
        return { kind, node, newParent: this.#directory(), newName: this.#pick(names) };
      }
      default:
        return this.#onFile(kind);
    }
  }

  #onFile(kind: "write" | "truncate" | "punch" | "copy" | "read"): Operation {
    const node = this.#file();
    if (node === undefined) return this.#make();
    const { data } = nodeOf(this.#state, node);
    const offset = this.#chance.below(data.length + 1);
    switch (kind) {
      case "write":
        return { kind, node, ...this.#write(data.length) };
      case "truncate":
        return { kind, node, size: this.#chance.below(data.length * 2 + 10) };
      case "punch":
      case "read":
        return { kind, node, offset, length: 1 + this.#chance.below(data.length + 100) };
      case "copy": {
        const to = this.#file() ?? node;
        if (to === node || this.#state.held.has(node))
          return { kind: "truncate", node, size: offset };
        const length = 1 + this.#chance.below(data.length + 1);
        const toOffset = this.#chance.below(nodeOf(this.#state, to).data.length + 10);
        return { kind, from: node, fromOffset: offset, to, toOffset, length };
      }
    }
  }

  /** Inline data, a block, several blocks; at the end, over what is there, or beyond a hole. */
  #write(size: number): { readonly offset: number; readonly data: Buffer } {
    const sizes = [1, 60, 900, 5000, 8192, 8193, 12_000, 30_000];
    const length =
      this.#chance.below(60) === 0 ? 300_000 : 1 + this.#chance.below(this.#pick(sizes));
    const places = [size, size, 0, this.#chance.below(size + 1), size + this.#chance.below(3000)];
    const offset = Math.min(this.#pick(places), 500_000);
    return { offset, data: noise(length, this.#chance) };
  }

  #make(): Operation {
    const type: NodeType = this.#pick(["file", "file", "file", "directory", "symlink", "fifo"]);
    const target = type === "symlink" ? this.#pick(["a", "../b", "t".repeat(300)]) : "";
    const mode = type === "symlink" ? 0o777 : 0o644;
    return { kind: "make", parent: this.#directory(), name: this.#pick(names), type, mode, target };
  }

  #rename(): Operation {
    const { parent, name } = this.#entry();
    const mode = this.#pick(["replace", "replace", "replace", "no-replace", "exchange"] as const);
    return {
      kind: "rename",
      parent,
      name,
      newParent: this.#directory(),
      newName: this.#pick(names),
      mode,
    };
  }

  #remove(): Operation {
    const { parent, name, type } = this.#entry();
    const isRight = this.#chance.below(8) > 0;
    const kind = (type === "directory") === isRight ? "remove-directory" : "unlink";
    return { kind, parent, name };
  }

  /** A name that is there, or now and then one that may not be. */
  #entry(): { readonly parent: NodeId; readonly name: string; readonly type: string } {
    const parent = this.#directory();
    const there = this.#chance.pick([...nodeOf(this.#state, parent).entries]);
    if (there === undefined || this.#chance.below(12) === 0) {
      const name = this.#pick(names);
      const id = nodeOf(this.#state, parent).entries.get(name);
      return { parent, name, type: id === undefined ? "" : nodeOf(this.#state, id).type };
    }
    return { parent, name: there[0], type: nodeOf(this.#state, there[1]).type };
  }

  #directory(): NodeId {
    return this.#chance.pick(this.#ids((type) => type === "directory")) ?? rootId;
  }

  #file(): NodeId | undefined {
    return this.#chance.pick(this.#ids((type) => type === "file"));
  }

  #any(): NodeId {
    return this.#chance.pick(this.#ids(() => true)) ?? rootId;
  }

  #ids(wanted: (type: NodeType) => boolean): readonly NodeId[] {
    return [...this.#state.nodes].flatMap(([id, { type }]) => (wanted(type) ? [id] : []));
  }

  #pick<T>(from: readonly [T, ...T[]] | readonly T[]): T {
    const picked = this.#chance.pick(from);
    if (picked === undefined) throw new Error("there is nothing to pick from");
    return picked;
  }
}

/** Bytes that repeat little, made fast. */
export function noise(length: number, chance: Chance): Buffer {
  const bytes = Buffer.alloc(length);
  let state = chance.below(0xffff_ffff) | 1;
  for (let at = 0; at < length; at++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x9e37_79b9;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
