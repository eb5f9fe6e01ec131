// What the operations of one mount share.
import type { Caller } from "../../core/request.ts";
import type { RequestHandler } from "../../ports.ts";
import { Handles } from "./handles.ts";
import { HeldInodes } from "./held-inodes.ts";
import { HiddenNames } from "./hidden-names.ts";
import type { NameCodec } from "./names.ts";
import { Paths } from "./paths.ts";

export interface ContextOptions {
  readonly handler: RequestHandler;
  readonly names: NameCodec;
  /** Owner of what is created: the binding does not say who asks, so it is the user who mounts. */
  readonly owner: Caller;
}

export interface Context extends ContextOptions {
  readonly held: HeldInodes;
  readonly hidden: HiddenNames;
  readonly handles: Handles;
  readonly paths: Paths;
}

export function makeContext(options: ContextOptions): Context {
  const held = new HeldInodes(options.handler);
  const hidden = new HiddenNames(held);
  const handles = new Handles(held);
  return { ...options, held, hidden, handles, paths: new Paths({ ...options, held, hidden }) };
}
