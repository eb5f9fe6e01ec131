// Asks the linux driver for answers without a kernel: a request goes in, the verdict and the
// reply's body come out.
import { answerRequest } from "../../fs/drivers/linux/answer.ts";
import { CachedListings } from "../../fs/drivers/linux/cached-listings.ts";
import { Incoming } from "../../fs/drivers/linux/incoming.ts";
import { servedOpcodes } from "../../fs/drivers/linux/opcodes.ts";
import { OpenFiles } from "../../fs/drivers/linux/open-files.ts";
import { Outgoing } from "../../fs/drivers/linux/outgoing.ts";
import type { Manner, Verdict } from "../../fs/drivers/linux/verdict.ts";
import { defaultManner } from "../../fs/drivers/linux/verdict.ts";
import type { LockHandler, RequestHandler } from "../../fs/ports.ts";
import { fields, kernelRequest } from "./kernel-request.ts";
import { ToyVolume } from "./toy-volume.ts";

export const root = 1;

export class Harness {
  readonly volume: RequestHandler;
  readonly outgoing = new Outgoing();

  constructor(volume: RequestHandler = new ToyVolume()) {
    this.volume = volume;
  }

  ask(opcode: number, node: number, body: Buffer, uid = 0): Verdict {
    const request = kernelRequest({ opcode, node, uid, gid: uid, body });
    const incoming = new Incoming(request);
    incoming.begin(request.length);
    this.outgoing.begin();
    return answerRequest({
      incoming,
      outgoing: this.outgoing,
      volume: this.volume,
      listings: this.listings,
      flushed: undefined,
      manner: this.manner,
      locks: this.locks,
      handles: new OpenFiles(),
      outdate: (inode) => this.outdated.push(inode),
    });
  }

  readonly listings = new CachedListings();
  /** What the kernel was told to ask again. */
  readonly outdated: number[] = [];
  manner: Manner = defaultManner;
  locks: LockHandler | undefined;

  get body(): Buffer {
    return Buffer.from(this.outgoing.bytes.subarray(16, this.outgoing.length));
  }

  create(name: string): number {
    this.ask(servedOpcodes.makeNode, root, fields(0o100666, 0, 0o027, 0, name));
    return Number(this.body.readBigUInt64LE(0));
  }

  mode(node: number): number {
    this.ask(servedOpcodes.getAttributes, node, fields(0, 0, 0n));
    return this.body.readUInt32LE(16 + 60);
  }

  xattr(node: number, name: string): Buffer | Verdict {
    const verdict = this.ask(servedOpcodes.getXattr, node, fields(4096, 0, name));
    return verdict === "replied" ? this.body : verdict;
  }
}
