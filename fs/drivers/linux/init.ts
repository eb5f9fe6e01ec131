// INIT: what the kernel offers and what this driver takes (struct fuse_init_in, struct
// fuse_init_out; linux/fuse.h).
import type { Incoming } from "./incoming.ts";
import {
  backgroundRequestsMax,
  congestionThreshold,
  minorVersionMax,
  minorVersionMin,
  readAheadBytesMax,
  requestDataBytesMax,
  requestPagesMax,
} from "./limits.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Manner } from "./verdict.ts";
import { defaultManner } from "./verdict.ts";

export const majorVersion = 7;

/** Bits of `flags`. */
export const initFlags = {
  asyncRead: 1 << 0,
  bigWrites: 1 << 5,
  dontMask: 1 << 6,
  readDirectoryPlus: 1 << 13,
  readDirectoryPlusAuto: 1 << 14,
  asyncDirectIo: 1 << 15,
  writebackCache: 1 << 16,
  noOpenSupport: 1 << 17,
  parallelDirectoryOperations: 1 << 18,
  posixAcl: 1 << 20,
  maxPages: 1 << 22,
  cacheSymlinks: 1 << 23,
  explicitInvalData: 1 << 25,
  handleKillprivV2: 1 << 28,
  setxattrExt: 1 << 29,
  initExt: 1 << 30,
} as const;

/** Bits of `flags` that are taken where locks are shared with other participants. */
export const lockFlags = { posixLocks: 1 << 1, flockLocks: 1 << 10 } as const;

/** Bits of `flags2`: protocol flags 32 and up. */
export const initFlags2 = {
  hasExpireOnly: 1 << 3,
  directIoAllowMmap: 1 << 4,
} as const;

/* Not taken, knowingly: ATOMIC_O_TRUNC (mostly there is no open), NO_OPENDIR_SUPPORT (see
 * `openDirectory`), AUTO_INVAL_DATA (EXPLICIT_INVAL_DATA is its opposite), EXPORT_SUPPORT (would
 * need lookups of "." and ".." of any inode), SPLICE_* and OVER_IO_URING (a copy costs less than
 * their set-up from here), PASSTHROUGH (no file below). */
const wanted = Object.values(initFlags).reduce((all, flag) => all | flag, 0);
const wanted2 = Object.values(initFlags2).reduce((all, flag) => all | flag, 0);

/** Without these the driver's answers would be wrong, not just slow. */
const needed =
  initFlags.dontMask |
  initFlags.noOpenSupport |
  initFlags.posixAcl |
  initFlags.bigWrites |
  initFlags.maxPages;

export interface InitOffer {
  readonly major: number;
  readonly minor: number;
  readonly flags: number;
  readonly flags2: number;
}

export type InitAnswer =
  | {
      readonly kind: "agreed";
      readonly minor: number;
      readonly flags: number;
      readonly flags2: number;
    }
  /** The kernel is to ask again with our major version. */
  | { readonly kind: "other-major" }
  | { readonly kind: "too-old"; readonly why: string };

/** What is missing counts as not offered: `negotiate` then says what is needed. */
export function decodeInit(incoming: Incoming): InitOffer {
  if (incoming.remaining < 8) return { major: 0, minor: 0, flags: 0, flags2: 0 };
  const major = incoming.uint32();
  const minor = incoming.uint32();
  const whole = major === majorVersion && incoming.remaining >= 8;
  if (!whole) return { major, minor, flags: 0, flags2: 0 };
  incoming.skip(4); // max_readahead: the kernel takes the smaller of the device's and ours anyway
  const flags = incoming.uint32();
  const extended = (flags & initFlags.initExt) !== 0 && incoming.remaining >= 4;
  const flags2 = extended ? incoming.uint32() : 0;
  return { major, minor, flags, flags2 };
}

export interface InitWishes {
  /** Flags of `initFlags` to leave out. */
  readonly without: number;
  /** Others to take. */
  readonly besides?: number;
}

export function negotiate(
  offer: InitOffer,
  wishes: InitWishes = { without: 0 },
  { isPrivate, isStrict }: Manner = defaultManner,
): InitAnswer {
  if (offer.major > majorVersion) return { kind: "other-major" };
  if (offer.major < majorVersion || offer.minor < minorVersionMin) {
    const spoken = `${offer.major}.${offer.minor}`;
    return { kind: "too-old", why: `the kernel speaks FUSE ${spoken}; 7.31 (Linux 5.4) is needed` };
  }
  if ((offer.flags & needed) !== needed) {
    return { kind: "too-old", why: "the kernel's FUSE lacks a feature that Linux 5.4 has" };
  }
  // A kernel that evaluates ACLs checks permissions, too.
  const ofPrivate = isPrivate ? initFlags.posixAcl : 0;
  // Of a file whose writes it caches the kernel believes nobody else's size.
  const ofStrict = isStrict ? initFlags.writebackCache : 0;
  const without = wishes.without | ofPrivate | ofStrict;
  return {
    kind: "agreed",
    minor: Math.min(offer.minor, minorVersionMax),
    flags: offer.flags & (wanted | (wishes.besides ?? 0)) & ~without,
    flags2: offer.flags2 & wanted2,
  };
}

export function encodeInit(outgoing: Outgoing, answer: InitAnswer): void {
  const agreed = answer.kind === "agreed";
  outgoing.uint32(majorVersion);
  outgoing.uint32(agreed ? answer.minor : minorVersionMax);
  if (!agreed) return;
  outgoing.uint32(readAheadBytesMax);
  outgoing.uint32(answer.flags);
  outgoing.uint16(backgroundRequestsMax);
  outgoing.uint16(congestionThreshold);
  outgoing.uint32(requestDataBytesMax);
  outgoing.uint32(1); // nanoseconds
  outgoing.uint16(requestPagesMax);
  outgoing.uint16(0);
  outgoing.uint32(answer.flags2);
  outgoing.zeros(4 + 2 + 22);
}
