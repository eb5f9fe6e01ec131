// What somebody who lies answers to whoever asks for blocks, for its tree, or for its agreement.
import { decodeBlockMessage, encodeBlockMessage } from "../../../dhash/core/block-message.ts";
import type { LogId } from "../../../logs/index.ts";
import { channels, frameOf } from "../../../mount-tool/compose/sharing/channels.ts";
import type { Chance } from "../../support/chance.ts";
import { disagree } from "./disagreement.ts";
import { lieAboutTree } from "./lying-tree.ts";

/** Whole frames. */
export function answersOf(
  channel: number | undefined,
  bytes: Uint8Array,
  liar: { readonly chance: Chance; readonly logId: LogId },
): readonly Uint8Array[] {
  switch (channel) {
    case channels.blocks:
      return blocksFor(bytes, liar.chance).map((answer) => frameOf(channels.blocks, answer));
    case channels.trees:
      return lieAboutTree(bytes, liar).map((answer) => frameOf(channels.trees, answer));
    case channels.agreement:
      return disagree(bytes, liar.chance).map((answer) => frameOf(channels.agreement, answer));
    default:
      return [];
  }
}

/** A wrong one, none, or no answer. */
function blocksFor(bytes: Uint8Array, chance: Chance): readonly Uint8Array[] {
  const message = decodeBlockMessage(bytes);
  if (message.kind !== "want") return [];
  const [key] = message.keys;
  if (key === undefined || chance.below(3) === 0) return [];
  const lack = { kind: "lack", keys: message.keys } as const;
  const wrong = { kind: "block", key, bytes: chance.bytes(50) } as const;
  return [encodeBlockMessage(chance.below(4) === 0 ? wrong : lack)];
}
