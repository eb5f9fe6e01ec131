// Laws of shared locks (FORMAT "Agreement"): among those who are connected they exclude each other,
// whoever gets one has what its last holder wrote, and nobody waits for ever.
import test, { type ExecutionContext } from "ava";
import { lockGraceMillisecondsMax } from "../../fs/core/agreement/limits.ts";
import type { Lock } from "../../fs/core/agreement/lock-table.ts";
import { rootInodeNumber } from "../../fs/index.ts";
import { AgreementNet, type Party } from "../support/agreement-net.ts";
import { Chance } from "../support/chance.ts";

const seeds = Number(process.env["IVY_AGREEMENT_SEEDS"] ?? 200);
const delays = { messageMax: 100, recordMax: 200 };

function forSeeds(t: ExecutionContext, story: (chance: Chance) => void): void {
  for (let seed = 1; seed <= seeds; seed++) {
    try {
      story(new Chance(seed));
    } catch (error) {
      t.log(`seed ${seed}`);
      throw error;
    }
  }
  t.pass();
}

/** A program that takes a lock, holds it, gives it back, and so on. */
class Program {
  readonly party: Party;
  readonly #world: World;
  readonly #owner: string;
  #ticket: number | undefined;
  #lock: Lock | undefined;
  #isBlocking = false;
  rounds: number;
  granted = 0;
  refused = 0;

  constructor(world: World, party: Party, number: number) {
    this.#world = world;
    this.party = party;
    this.#owner = `program ${number}`;
    this.rounds = 3 + world.chance.below(3);
    party.listeners.push((ticket) => {
      if (ticket === this.#ticket) this.#ask();
    });
  }

  begin(): void {
    const { net, chance } = this.#world;
    net.at(chance.below(400), this.party, () => {
      const start = chance.below(8);
      const where = { start, end: start + chance.below(6), inode: rootInodeNumber };
      const isExclusive = chance.below(3) > 0;
      const who = { owner: this.#owner, handle: 1, process: 1 };
      const space = this.#world.isWhole ? "file" : "range";
      const whole = this.#world.isWhole ? { start: 0, end: Number.MAX_SAFE_INTEGER } : {};
      this.#lock = { ...where, ...whole, ...who, space, isExclusive };
      this.#isBlocking = chance.below(4) > 0;
      this.#ask();
      net.take(this.party);
    });
  }

  get isWaiting(): boolean {
    return this.#ticket !== undefined;
  }

  #ask(): void {
    const { net, chance } = this.#world;
    const lock = this.#lock;
    if (lock === undefined) throw new Error("no lock is wanted");
    const purpose = this.#isBlocking ? "wait" : "try";
    const answer = this.party.agreement.locks.ask(lock, purpose);
    this.#ticket = typeof answer === "number" ? answer : undefined;
    if (typeof answer === "number") return;
    if (answer === "granted") {
      this.granted++;
      this.#world.enter(this.party, lock);
      net.at(chance.below(300), this.party, () => {
        this.#world.leave(this.party, lock);
        this.party.agreement.locks.unlock(lock.inode, lock);
        net.take(this.party);
        this.#next();
      });
    } else {
      this.refused++;
      this.#next();
    }
  }

  #next(): void {
    this.rounds--;
    if (this.rounds > 0) this.begin();
  }
}

class World {
  readonly net: AgreementNet;
  readonly chance: Chance;
  readonly isWhole: boolean;
  readonly programs: Program[] = [];
  /** Locks that are held, by anybody. */
  readonly #held = new Set<Lock>();
  /** Each byte's last writer's record. */
  readonly #written = new Map<number, string>();
  #writes = 0;
  isJudged = true;

  constructor(chance: Chance) {
    this.chance = chance;
    this.net = new AgreementNet(2 + chance.below(4), chance, delays);
    this.net.linkAll();
    this.isWhole = chance.below(3) === 0;
    for (let number = 0; number < 2 + chance.below(6); number++) {
      this.programs.push(new Program(this, this.net.party(chance.below(5)), number));
    }
  }

  begin(): void {
    for (const program of this.programs) program.begin();
  }

  enter(party: Party, lock: Lock): void {
    for (const other of this.#held) {
      const isApart = other.end < lock.start || lock.end < other.start;
      if (!this.isJudged || isApart || (!other.isExclusive && !lock.isExclusive)) continue;
      throw new Error(`${other.owner} and ${lock.owner} hold a lock`);
    }
    this.#held.add(lock);
    for (const byte of this.#bytes(lock)) {
      const last = this.#written.get(byte);
      if (this.isJudged && last !== undefined && !party.tree.has(last)) {
        throw new Error(`${party.name} does not see ${last}`);
      }
    }
  }

  leave(party: Party, lock: Lock): void {
    this.#held.delete(lock);
    if (!lock.isExclusive) return;
    this.#writes++;
    const name = `write ${this.#writes}`;
    this.net.write(party, name);
    for (const byte of this.#bytes(lock)) this.#written.set(byte, name);
  }

  requireRest(): void {
    for (const program of this.programs) {
      if (program.isWaiting || program.rounds > 0) throw new Error("somebody waits for ever");
    }
    for (const { agreement, name } of this.net.parties) {
      if (agreement.locks.size > 0) throw new Error(`${name} keeps ${agreement.locks.size} claims`);
    }
  }

  #bytes({ start, end }: Lock): number[] {
    const last = Math.min(end, 16);
    return Array.from({ length: last - start + 1 }, (_, at) => start + at);
  }
}

test("locks exclude each other, and show what was written under them", (t) => {
  let [granted, refused] = [0, 0];
  forSeeds(t, (chance) => {
    const world = new World(chance);
    world.begin();
    world.net.run(60_000);
    world.requireRest();
    for (const program of world.programs) {
      granted += program.granted;
      refused += program.refused;
    }
  });
  t.true(granted > seeds && refused > seeds / 4, `${granted} granted, ${refused} refused`);
});

test("somebody who hangs without a lock delays the others only", (t) => {
  forSeeds(t, (chance) => {
    const world = new World(chance);
    const hanging = world.net.party(0);
    world.net.run(1000);
    world.net.stop(hanging, 40_000);
    for (const program of world.programs) if (program.party !== hanging) program.begin();
    world.net.run(35_000);
    for (const program of world.programs) if (program.party === hanging) program.begin();
    world.net.run(80_000);
    world.requireRest();
  });
});

test("cuts and processes that stop leave nobody waiting for ever", (t) => {
  forSeeds(t, (chance) => {
    const world = new World(chance);
    world.isJudged = false;
    world.begin();
    for (let step = 0; step < 8; step++) {
      const [a, b] = [world.net.party(chance.below(5)), world.net.party(chance.below(5))];
      const fault = chance.below(3);
      if (fault === 0 && a !== b) world.net.cut(a, b);
      if (fault === 1 && a !== b) world.net.link(a, b);
      if (fault === 2) world.net.stop(a, chance.below(3000));
      world.net.run(chance.below(1500));
    }
    world.net.run(1000);
    world.net.linkAll();
    world.net.run(120_000);
    world.requireRest();
  });
});

const wish = {
  inode: rootInodeNumber,
  start: 0,
  end: 9,
  space: "range",
  isExclusive: true,
} as const;
const lockOf = (owner: string): Lock => ({ ...wish, owner, handle: 1, process: 7 });

test("a lock of somebody who is gone is kept for some time, and then is free", (t) => {
  const net = new AgreementNet(3, new Chance(1), { messageMax: 2, recordMax: 2 });
  net.linkAll();
  const [holder, other] = [net.party(0), net.party(1)];
  const { locks } = holder.agreement;
  const ticket = locks.ask(lockOf("a"), "try");
  net.take(holder);
  holder.listeners.push(() => locks.ask(lockOf("a"), "try"));
  net.run(500);
  t.is(typeof ticket, "number");
  t.is(locks.ask(lockOf("a"), "try"), "granted");
  for (const party of [net.party(1), net.party(2)]) net.cut(holder, party);
  net.run(1000);
  let answer: unknown;
  other.listeners.push(() => {
    answer = other.agreement.locks.ask(lockOf("b"), "wait");
  });
  other.agreement.locks.ask(lockOf("b"), "wait");
  net.take(other);
  net.run(lockGraceMillisecondsMax - 2000);
  t.is(answer, undefined);
  net.run(4000);
  t.is(answer, "granted");
});

test("whoever is interrupted leaves nothing behind, and alone nobody is asked", (t) => {
  const net = new AgreementNet(2, new Chance(1), { messageMax: 2, recordMax: 2 });
  const [one, other] = [net.party(0), net.party(1)];
  t.is(one.agreement.locks.ask(lockOf("a"), "try"), "granted");
  t.is(one.agreement.locks.ask(lockOf("b"), "try"), "held");
  t.is(one.sent, 0);
  net.linkAll();
  const ticket = other.agreement.locks.ask(lockOf("c"), "wait");
  net.take(other);
  net.run(3000);
  t.is(typeof ticket, "number");
  if (typeof ticket === "number") other.agreement.locks.abandon(ticket);
  net.take(other);
  net.run(3000);
  t.is(other.agreement.locks.size, 0);
  t.is(one.agreement.locks.inTheWayOf(lockOf("d"))?.owner, "a");
  one.agreement.locks.close(rootInodeNumber, 1);
  t.is(one.agreement.locks.inTheWayOf(lockOf("d")), undefined);
  t.is(one.agreement.locks.size, 0);
});
