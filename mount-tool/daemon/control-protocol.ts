// The language of the control socket: one JSON object a line, one reply for each request. Both
// sides check what they receive.
import type { MemberRole } from "../../logs/index.ts";
import {
  type Check,
  isAbsentOr,
  isCount,
  isEither,
  isFlag,
  isListOf,
  isOneOf,
  isShape,
  isText,
} from "../checked-json.ts";
import { type Figures, isFigures } from "../figures.ts";
import type { HomeInfo, VolumeStatus } from "../home-types.ts";
import type { PeerFigures } from "../network-options.ts";
import { isPeerFigures } from "../network-options.ts";
import { isNodeFigures, type NodeFigures } from "../node-figures.ts";
import type {
  FetchFigures,
  Keep,
  KeepQuestion,
  ListedConflicts,
  PinFigures,
  SharingFigures,
} from "../sharing-messages.ts";
import {
  isConflictFigures,
  isFetchFigures,
  isPinFigures,
  isSharingFigures,
  memberRoles,
} from "../sharing-messages.ts";
import type { DaemonRecord, NodeRecord } from "./daemon-record.ts";
import { isDaemonRecord, isNodeRecord } from "./daemon-record.ts";

/** Longest line in either direction. The figures of all kinds of requests have 100 KiB at most. */
export const controlLineBytesMax = 256 * 1024;

export type ControlRequest =
  | { readonly kind: "status" }
  /**
   * Unmount, sync, end. `lazy` detaches a mount that is in use: the programs that use it get
   * errors.
   */
  | { readonly kind: "stop"; readonly lazy: boolean }
  /** Of the members, of the peers, and of what is fetched. */
  | { readonly kind: "sharing" }
  | { readonly kind: "invite"; readonly wish: InviteWish }
  /** A link for nodes. */
  | { readonly kind: "invite-node" }
  /** An invite's public key in hex; absent: all invites. */
  | { readonly kind: "withdraw"; readonly invite: string | undefined }
  /** What it wrote from the moment on has no effect: as `ivy replay --at`; absent: from now on. */
  | { readonly kind: "exclude"; readonly name: string; readonly from: string | undefined }
  | { readonly kind: "admit"; readonly name: string; readonly role: MemberRole }
  | { readonly kind: "resolve"; readonly path: string; readonly keep: Keep }
  | { readonly kind: "conflicts" }
  | { readonly kind: "leave" }
  | KeepQuestion;

export interface InviteWish {
  readonly role: MemberRole;
  /** Seconds since 1970. */
  readonly expires: number | undefined;
  readonly uses: number;
}

export type ControlReply =
  | {
      readonly kind: "status";
      readonly daemon: DaemonRecord;
      readonly info: HomeInfo;
      readonly volume: VolumeStatus;
      readonly figures: Figures;
    }
  /** Of a node, in place of "status". */
  | { readonly kind: "node"; readonly record: NodeRecord; readonly figures: NodeFigures }
  /** Everything is synced, the home is free again, the process is about to exit. */
  | { readonly kind: "stopped" }
  | { readonly kind: "invited"; readonly link: string }
  /** `notes` are sentences about what else comes of it. */
  | { readonly kind: "done"; readonly notes: readonly string[] }
  | ({ readonly kind: "conflicts" } & ListedConflicts)
  | {
      readonly kind: "sharing";
      readonly sharing: SharingFigures;
      /** Where others reach this participant. */
      readonly addresses: readonly string[];
      /** Undefined: the network is not open, as there is nobody to meet. */
      readonly peers: readonly PeerFigures[] | undefined;
      /** Who takes this participant for no member. */
      readonly refusals: readonly string[];
      /** Why the network is not open, though it should be. */
      readonly networkTrouble: string | undefined;
    }
  | { readonly kind: "pins"; readonly pins: readonly PinFigures[] }
  | { readonly kind: "fetching"; readonly figures: FetchFigures }
  | { readonly kind: "failed"; readonly message: string };

const isRole = isOneOf(...memberRoles);

const isInviteWish: Check<InviteWish> = isShape({
  role: isRole,
  expires: isAbsentOr(isCount),
  uses: isCount,
});

const isMemberRequest = isEither(
  isEither(
    isShape({ kind: isOneOf("invite"), wish: isInviteWish }),
    isShape({ kind: isOneOf("admit"), name: isText, role: isRole }),
  ),
  isEither(
    isEither(
      isShape({ kind: isOneOf("exclude"), name: isText, from: isAbsentOr(isText) }),
      isShape({ kind: isOneOf("withdraw"), invite: isAbsentOr(isText) }),
    ),
    isShape({ kind: isOneOf("resolve"), path: isText, keep: isOneOf("mine", "theirs", "both") }),
  ),
);

const isKeepQuestion: Check<KeepQuestion> = isEither(
  isEither(
    isShape({ kind: isOneOf("pin", "unpin"), path: isText }),
    isShape({ kind: isOneOf("pins") }),
  ),
  isShape({ kind: isOneOf("get"), path: isText, token: isText }),
);

export const isControlRequest: Check<ControlRequest> = isEither(
  isEither(
    isShape({ kind: isOneOf("status", "sharing", "invite-node", "leave", "conflicts") }),
    isMemberRequest,
  ),
  isEither(isShape({ kind: isOneOf("stop"), lazy: isFlag }), isKeepQuestion),
);

const isHomeInfo: Check<HomeInfo> = isShape({
  fileSystemName: isText,
  fileSystemId: isText,
  participant: isText,
  logId: isText,
  formatVersion: isCount,
});

const isVolumeStatus: Check<VolumeStatus> = isShape({
  head: isAbsentOr(isShape({ sequence: isCount, hash: isText, lamport: isCount })),
  inodes: isCount,
  storedBytes: isCount,
  journalBytes: isCount,
  blocks: isCount,
});

export const isControlReply: Check<ControlReply> = isEither(
  isShape({
    kind: isOneOf("status"),
    daemon: isDaemonRecord,
    info: isHomeInfo,
    volume: isVolumeStatus,
    figures: isFigures,
  }),
  isEither(
    isEither(
      isEither(
        isShape({ kind: isOneOf("stopped") }),
        isShape({ kind: isOneOf("done"), notes: isListOf(isText) }),
      ),
      isShape({ kind: isOneOf("failed"), message: isText }),
    ),
    isEither(
      isEither(
        isShape({ kind: isOneOf("invited"), link: isText }),
        isShape({
          kind: isOneOf("conflicts"),
          conflicts: isListOf(isConflictFigures),
          isMore: isFlag,
        }),
      ),
      isEither(
        isShape({
          kind: isOneOf("sharing"),
          sharing: isSharingFigures,
          addresses: isListOf(isText),
          peers: isAbsentOr(isListOf(isPeerFigures)),
          refusals: isListOf(isText),
          networkTrouble: isAbsentOr(isText),
        }),
        isEither(
          isShape({ kind: isOneOf("node"), record: isNodeRecord, figures: isNodeFigures }),
          isEither(
            isShape({ kind: isOneOf("pins"), pins: isListOf(isPinFigures) }),
            isShape({ kind: isOneOf("fetching"), figures: isFetchFigures }),
          ),
        ),
      ),
    ),
  ),
);
