// The own log in the block store, on a disk that fails: it is tried again after a rest, not in each
// turn, and goes on where it was.
import test from "ava";
import { isTrouble, Trouble } from "../../dhash/index.ts";
import { loadCrypto } from "../../logs/index.ts";
import { openParts } from "../../mount-tool/compose/home-parts.ts";
import { forkedTrouble } from "../../mount-tool/compose/sharing/outsiders.ts";
import { OwnLogInBlocks } from "../../mount-tool/compose/sharing/published-log.ts";
import type { Participant } from "../simulation/parties/participant.ts";
import { homePath } from "../simulation/world.ts";
import { makeDirectory, TwoPeople } from "../support/two-people.ts";

const crypto = await loadCrypto();

async function partsOf({ machine }: Participant) {
  const rest = { home: homePath, around: machine.surroundings(), log: () => {} };
  const parts = await openParts({ ...rest, mode: "write", syncedSequence: 0 });
  const trouble = isTrouble(parts) ? parts : (parts.data.sync() ?? parts.logs.sync());
  if (isTrouble(parts) || trouble !== undefined) throw new Error(trouble?.message);
  return parts;
}

/** The same object, one of whose methods is another one. */
function withOther<Whole extends object, Name extends keyof Whole>(
  whole: Whole,
  name: Name,
  method: Whole[Name],
): Whole {
  return new Proxy(whole, {
    get(target, wanted) {
      const value: unknown = wanted === name ? method : Reflect.get(target, wanted);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

for (const failing of ["put", "sync"] as const) {
  test(`a disk whose ${failing} fails is tried again a minute later`, async (t) => {
    const people = new TwoPeople(crypto);
    const { alice } = people;
    await alice.start();
    for (const name of ["a", "b", "c"]) makeDirectory(alice, name);
    await people.pass(1000);
    await alice.close();
    const parts = await partsOf(alice);
    let isFailing = true;
    const full = (): Trouble => new Trouble("full", "the disk is full.");
    const blocks =
      failing === "put"
        ? withOther(parts.blocks, "put", (...words) =>
            isFailing ? full() : parts.blocks.put(...words),
          )
        : withOther(parts.blocks, "sync", () => (isFailing ? full() : parts.blocks.sync()));
    const troubles: string[] = [];
    const sent: string[] = [];
    const own = new OwnLogInBlocks({
      parts: { ...parts, blocks },
      room: () => 100,
      replicate: (keys) => void sent.push(...keys),
      publish: () => {},
      report: (trouble) => void troubles.push(trouble.message),
    });
    const pass = async (seconds: number): Promise<void> => {
      for (let second = 0; second < seconds; second++) {
        own.turn(parts.logs.head()?.sequence ?? 0, () => false);
        alice.machine.clock.advance(1000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await pass(30);
    t.deepEqual(troubles, ["the disk is full."]);
    await pass(60);
    t.is(troubles.length, 2);
    t.deepEqual(sent, []);
    isFailing = false;
    await pass(120);
    t.is(troubles.length, 2);
    t.true(sent.length > 0);
  });
}

test("who showed two histories is named, with what an admin can do", async (t) => {
  const people = new TwoPeople(crypto);
  await people.meet({ mode: "all" });
  const { alice, bob } = people;
  for (const each of [alice, bob]) await each.close();
  const parts = await partsOf(alice);
  const [own, other] = [parts.file.logId, parts.logs.peers()?.standings()[0]?.logId];
  if (other === undefined) return t.fail("there is nobody else");
  const { message } = forkedTrouble(parts, other);
  t.regex(message, /^member bob \(log [0-9a-f]{64}\): showed two histories .*: ivy exclude bob$/);
  t.regex(forkedTrouble(parts, own).message, /^this participant: another machine/);
});
