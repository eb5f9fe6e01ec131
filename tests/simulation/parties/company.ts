// Two participants for stories of a few lines: anna founded, and let ben in. Nobody is connected.

import { isBlockKey } from "../../../dhash/index.ts";
import type { Outcome, Request } from "../../../fs/core/index.ts";
import { rootInodeNumber } from "../../../fs/index.ts";
import { loadCrypto } from "../../../logs/index.ts";
import { Chance } from "../../support/chance.ts";
import { Participant } from "./participant.ts";
import { PartyNetwork } from "./party-network.ts";

const crypto = await loadCrypto();

export class Company {
  readonly network: PartyNetwork;
  readonly anna: Participant;
  readonly ben: Participant;
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
  }

  async meet(): Promise<void> {
    const { anna, ben } = this;
    await anna.start();
    const answer = anna.ask({ kind: "invite", role: "writer", expires: undefined, uses: 1 });
    const { fileSystemId: fileSystem } = anna.machine.home.info;
    if (answer.kind !== "invited" || !isBlockKey(fileSystem)) throw new Error("no invite");
    ben.join({ fileSystem, inviteSeed: answer.inviteSeed });
    this.network.connect("anna", "ben");
    await this.pass(3000);
    await this.part();
  }

  async connect(): Promise<void> {
    for (let tries = 0; !this.network.isLive("anna", "ben"); tries++) {
      if (tries > 20) throw new Error("they do not connect");
      await this.pass(1000);
      this.network.connect("anna", "ben");
    }
  }

  async part(): Promise<void> {
    this.network.cut("anna", "ben");
    await this.pass(10_000);
  }

  async pass(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 20) {
      for (const { machine } of [this.anna, this.ben]) machine.clock.advance(20);
      this.network.advance(20);
      for (const each of [this.anna, this.ben]) await each.turn(true);
    }
  }

  get problems(): readonly string[] {
    return [...this.anna.problems, ...this.ben.problems];
  }
}

/** Makes a file in the root directory. */
export function makeFile(one: Participant, name: string): Outcome {
  const caller = { uid: 0, gid: 0 };
  const wish = { parent: rootInodeNumber, name, type: "file", mode: 0o644, target: "" } as const;
  const request: Request = { kind: "make", ...wish, umask: 0, device: 0, caller };
  return one.perform(request);
}
