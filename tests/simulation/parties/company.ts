// A few participants for stories of a few lines: anna founded, and let the others in. Nobody is
// connected at first.

import { isBlockKey } from "../../../dhash/index.ts";
import type { Outcome, Request } from "../../../fs/core/index.ts";
import { rootInodeNumber } from "../../../fs/index.ts";
import type { MemberRole } from "../../../logs/index.ts";
import { loadCrypto } from "../../../logs/index.ts";
import { Chance } from "../../support/chance.ts";
import type { Invitation } from "./newcomer.ts";
import { Participant } from "./participant.ts";
import { PartyNetwork } from "./party-network.ts";

const crypto = await loadCrypto();

export class Company {
  readonly network: PartyNetwork;
  readonly anna: Participant;
  readonly ben: Participant;
  readonly cleo: Participant;
  /** What the daemons log. */
  readonly lines: string[] = [];

  constructor(seed: number) {
    const chance = new Chance(seed);
    this.network = new PartyNetwork(chance);
    const shared = { chance, crypto, network: this.network };
    const note = (line: string): void => {
      this.lines.push(line);
    };
    // Snapshots of a few records, so that starts begin with one.
    const sizes = { snapshotRecords: 5 };
    this.anna = new Participant({ ...shared, name: "anna", note, sizes });
    this.ben = new Participant({ ...shared, name: "ben", note, sizes });
    this.cleo = new Participant({ ...shared, name: "cleo", note, sizes });
  }

  get everybody(): readonly Participant[] {
    return [this.anna, this.ben, this.cleo];
  }

  /** Anna founds, and ben comes in. */
  async meet(): Promise<void> {
    await this.anna.start();
    await this.letIn(this.ben, this.invite("writer"));
  }

  invite(role: MemberRole, uses = 1): Invitation {
    const answer = this.anna.ask({ kind: "invite", role, expires: undefined, uses });
    const { fileSystemId: fileSystem } = this.anna.machine.home.info;
    if (answer.kind !== "invited" || !isBlockKey(fileSystem)) throw new Error("no invite");
    return { fileSystem, inviteSeed: answer.inviteSeed };
  }

  /** Somebody comes in by somebody, and they part. */
  async letIn(one: Participant, invitation: Invitation, by = this.anna): Promise<void> {
    one.join(invitation);
    this.network.connect(by.name, one.name);
    await this.pass(3000);
    await this.part(by, one);
  }

  async connect(a = this.anna, b = this.ben): Promise<void> {
    for (let tries = 0; !this.network.isLive(a.name, b.name); tries++) {
      if (tries > 20) throw new Error("they do not connect");
      await this.pass(1000);
      if (a.admits(b.name) && b.admits(a.name)) this.network.connect(a.name, b.name);
    }
  }

  async part(a = this.anna, b = this.ben): Promise<void> {
    this.network.cut(a.name, b.name);
    await this.pass(10_000);
  }

  async pass(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 20) {
      for (const { machine } of this.everybody) machine.clock.advance(20);
      this.network.advance(20);
      for (const each of this.everybody) await each.turn(true);
    }
  }

  get problems(): readonly string[] {
    return this.everybody.flatMap(({ problems }) => problems);
  }

  /** What was said, as far as it is about this. */
  linesWith(text: string): readonly string[] {
    return this.lines.filter((line) => line.includes(text));
  }
}

/** Makes a file in the root directory. */
export function makeFile(one: Participant, name: string): Outcome {
  const caller = { uid: 0, gid: 0 };
  const wish = { parent: rootInodeNumber, name, type: "file", mode: 0o644, target: "" } as const;
  const request: Request = { kind: "make", ...wish, umask: 0, device: 0, caller };
  return one.perform(request);
}

/** Names in the root directory, ascending. */
export function namesOf(one: Participant): readonly string[] {
  const names: string[] = [];
  one.machine.home.volume.perform({
    kind: "read-directory",
    inode: rootInodeNumber,
    cookie: 0,
    counted: false,
    accept: ({ name }) => {
      if (name !== "." && name !== "..") names.push(name);
      return true;
    },
  });
  return names.sort();
}

/** How a member stands, as somebody sees it. */
export function troubleOf(one: Participant, name: string): string | undefined {
  const answer = one.ask({ kind: "sharing" });
  if (answer.kind !== "sharing") throw new Error("no answer");
  return answer.sharing.members.find((each) => each.name === name)?.trouble;
}
