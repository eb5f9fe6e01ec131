// C3 from outside: the daemon is killed in the middle of a mixed workload, and everything
// acknowledged is there after the next mount. IVY_CRASH_ROUNDS and IVY_CRASH_SEED choose how often
// and which workload.
import test from "ava";
import { whyNoMounts } from "../../support/subject-machine.ts";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import { crashRounds } from "./rounds.ts";

const rounds = Number(process.env["IVY_CRASH_ROUNDS"] ?? 5);
const seed = Number(process.env["IVY_CRASH_SEED"] ?? 1);
const temporary = makeTemporaryDirectory();
const impossible = whyNoMounts();

test.after.always(() => temporary.remove());

const name = `what was acknowledged survives SIGKILL (${rounds} rounds, seed ${seed})`;
const declare = impossible === undefined ? test : test.skip;

declare(impossible === undefined ? name : `${name} (${impossible})`, async (t) => {
  t.timeout((rounds + 3) * 60_000);
  const outcome = await crashRounds(temporary, { rounds, seed });
  t.deepEqual(outcome.wrong, []);
  t.true(outcome.acknowledged > 0, "something was acknowledged before a kill");
  const moments = [...outcome.moments].map(([kind, times]) => `${kind} ${times}`).join(", ");
  t.log(`${outcome.acknowledged} operations were acknowledged; kills: ${moments}`);
});
