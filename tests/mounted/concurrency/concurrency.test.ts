// C1, C7 and the kernel's locks: many processes at once, while another participant's records come
// in and the kernel is told of them; and a daemon that ends under load. IVY_CONCURRENCY_ROUNDS and
// IVY_CONCURRENCY_SEED choose how often and which.
import test from "ava";
import { makeIvyHome } from "../../support/subject-ivy.ts";
import { whyNoMounts } from "../../support/subject-machine.ts";
import { childOptions, makeTemporaryDirectory } from "../../support/temporary.ts";
import { Crew } from "./crew.ts";
import { homeRounds, sharedRounds } from "./runs.ts";
import { shutdownsUnderLoad } from "./shutdown.ts";

const rounds = Number(process.env["IVY_CONCURRENCY_ROUNDS"] ?? 21);
const seed = Number(process.env["IVY_CONCURRENCY_SEED"] ?? 1);
const processes = 16;
const steps = 12;
const impossible = whyNoMounts();
const temporary = makeTemporaryDirectory();
const child = childOptions(temporary);
let crew: Crew;
const declare = impossible === undefined ? test.serial : test.serial.skip;
const name = (text: string): string =>
  impossible === undefined ? text : `${text} (${impossible})`;

test.before(async () => {
  if (impossible === undefined) crew = await Crew.start(processes, child);
});

test.after.always(async () => {
  crew?.end();
  await temporary.remove();
});

declare(name(`sixteen processes and another participant (${rounds} rounds)`), async (t) => {
  t.timeout(rounds * 60_000);
  const run = await sharedRounds(crew, { directory: temporary.path, child, rounds, seed, steps });
  t.deepEqual(run.wrong, []);
  t.true(run.notified > rounds, "the kernel was told of something");
  t.log(`${run.absorbed} records of others absorbed, ${run.notified} notifications`);
});

declare(name("sixteen processes on a home (a quarter of the rounds)"), async (t) => {
  t.timeout(rounds * 60_000);
  const ivy = await makeIvyHome(temporary);
  t.deepEqual(await homeRounds(crew, ivy, { rounds: rounds / 4, seed, steps }), []);
});

declare(name("nothing hangs and nothing is lost when a daemon ends under load"), async (t) => {
  t.timeout(300_000);
  const ivy = await makeIvyHome(temporary, "ending");
  const journals = `${temporary.path}/ending/journals`;
  const { wrong, acknowledged } = await shutdownsUnderLoad(ivy, crew, { journals, seed, child });
  t.deepEqual(wrong, []);
  t.true(acknowledged > processes);
});
