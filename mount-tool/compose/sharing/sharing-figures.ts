// What a home tells about its members: to the network, and to people.
import type { BlockExchangeStatistics } from "../../../dhash/index.ts";
import type { LogStanding } from "../../../logs/index.ts";
import type { MemberFigures, SharingFigures, Swarm, SwarmMember } from "../../sharing-messages.ts";
import type { HomeParts } from "../home-parts.ts";
import { outsiderText, outText } from "./outsiders.ts";
import { swarmSecretOf } from "./swarm-secret.ts";

export function swarmOf(parts: HomeParts): Swarm {
  const { views, keyPair, file, hasher } = parts;
  const { groupKeysByEpoch } = views.opened;
  const members = swarmMembersOf(parts);
  const invites = views.membership?.invites.length ?? 0;
  return {
    fileSystemId: file.fileSystemId,
    seed: keyPair.secretKey.slice(0, 32),
    secret: swarmSecretOf(hasher, groupKeysByEpoch.get(1) ?? new Uint8Array(32)),
    members,
    isShared: members.length > 1 || invites > 0,
  };
}

export function swarmMembersOf({ views }: HomeParts): readonly SwarmMember[] {
  const { names } = views.opened;
  return (views.membership?.members ?? []).map(({ slot, logId, role }) => {
    return { logId, role, name: names.get(logId) ?? `member-${slot}` };
  });
}

/** Why the own log is not written on. */
function fenceText({ logs }: HomeParts): string | undefined {
  const fence = logs.peers()?.own()?.fence;
  if (fence === undefined) return undefined;
  return fence.kind === "behind"
    ? `others hold its records up to ${fence.sequence}; they are being fetched`
    : `another machine writes with its key since record ${fence.sequence}`;
}

function troubleText({ isForked, stop }: LogStanding): string | undefined {
  if (isForked) return "it showed two histories; an admin can exclude it";
  switch (stop?.kind) {
    case "waiting":
      return "it follows records that are not here yet";
    case "no-key":
      return "it is written under a key that is not here yet";
    case "refused":
      return `record ${stop.sequence} is refused: ${stop.why}`;
    case "trouble":
      return stop.trouble.message;
    default:
      return undefined;
  }
}

type Rest = Pick<SharingFigures, "keep" | "habits" | "placing" | "elsewhere" | "lent">;

export function describeSharing(
  parts: HomeParts,
  { blocks, ...rest }: { readonly blocks: BlockExchangeStatistics } & Rest,
): SharingFigures {
  const peers = parts.logs.peers();
  const standings = new Map<string, LogStanding>(
    peers?.standings().map((each) => [each.logId, each] as const),
  );
  const own = parts.logs.head()?.sequence ?? 0;
  const text = (each: LogStanding) => troubleText(each) ?? outsiderText(parts, each);
  const members = swarmMembersOf(parts).map((member): MemberFigures => {
    const isSelf = member.logId === parts.file.logId;
    const standing = standings.get(member.logId);
    const folded = isSelf ? own : (standing?.accepted ?? 0);
    const newest = isSelf ? own : (standing?.stored.sequence ?? 0);
    const trouble = isSelf ? (outText(parts) ?? fenceText(parts)) : standing && text(standing);
    return { ...member, isSelf, folded, newest, trouble };
  });
  return {
    members,
    blocksWaitedFor: blocks.wantedNow,
    blocksToFetch: blocks.wantedLater,
    blocksServed: blocks.blocksServed,
    blocksReceived: blocks.blocksReceived,
    ...rest,
  };
}
