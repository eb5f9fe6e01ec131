// Mounts come and go: cleanly, by SIGKILL, from outside; what was written is there every time.
import type { StatsFs } from "node:fs";
import { statfs } from "node:fs/promises";
import test from "ava";
import { isMounted, makeIvyHome } from "../support/subject-ivy.ts";
import { whyNoMounts, whyNoProgram, whyNotRoot } from "../support/subject-machine.ts";
import { makeTemporaryDirectory, type TemporaryDirectory } from "../support/temporary.ts";
import { describeTree, differingLines, runScript, tryScript } from "./shell.ts";

const impossible = whyNoMounts();

/** A test with a temporary directory of its own, skipped with a reason. */
function onMount(
  name: string,
  reason: string | undefined,
  run: (t: import("ava").ExecutionContext, temporary: TemporaryDirectory) => Promise<void>,
): void {
  if (reason !== undefined) {
    test.skip(`${name} (${reason})`, (t) => t.pass());
    return;
  }
  test.serial(name, async (t) => {
    t.timeout(60_000);
    await using temporary = makeTemporaryDirectory();
    await run(t, temporary);
  });
}

const makeTree = `
  cd "$DIRECTORY" && mkdir -p a/b && seq 50000 > a/b/numbers && ln a/b/numbers same
  ln -s a/b link && mkfifo pipe && chmod 2750 a && head -c 2000000 /dev/urandom > random
  touch -d '1999-12-31 23:59:59.123456789' a/b random && truncate -s 30M sparse`;
const describe = `${describeTree}\ndescribe "$DIRECTORY"`;

onMount(
  "a tree is the same after each kind of end and a new mount",
  impossible,
  async (t, temporary) => {
    const ivy = await makeIvyHome(temporary);
    const directory = ivy.mountpoint;
    let mounted = await ivy.mount();
    await runScript(makeTree, { directory });
    const expected = await runScript(describe, { directory });
    const ends: readonly (() => Promise<unknown>)[] = [
      () => mounted.stop(),
      () => ivy.run("umount", directory),
      () => runScript('umount "$DIRECTORY"', { directory }),
      () => mounted.kill(),
    ];
    for (const end of ends) {
      await end();
      await mounted.ended;
      mounted = await ivy.mount();
      t.deepEqual(differingLines(expected, await runScript(describe, { directory })), []);
    }
    t.is(await mounted.stop(), 0);
    t.false(isMounted(directory));
  },
);

// A file is changed several times within one tick of the kernel's clock, which then sends its times
// only once.
const changeQuickly = `
  const fs = require("node:fs");
  for (let i = 0; i < 300; i++) {
    const path = process.env.DIRECTORY + "/f" + i;
    fs.writeFileSync(path, "first");
    fs.truncateSync(path, 3);
    fs.appendFileSync(path, "second");
  }`;

onMount(
  "times are the same after a new mount, however quick the changes",
  impossible,
  async (t, temporary) => {
    const ivy = await makeIvyHome(temporary);
    const directory = ivy.mountpoint;
    const before = await ivy.mount();
    await runScript('node -e "$PROGRAM"', { directory, variables: { PROGRAM: changeQuickly } });
    const expected = await runScript(describe, { directory });
    await before.stop();
    const after = await ivy.mount();
    t.deepEqual(differingLines(expected, await runScript(describe, { directory })), []);
    await after.stop();
  },
);

onMount(
  "replay rebuilds the tree from the logs alone, and verify finds all of it sound",
  impossible,
  async (t, temporary) => {
    const ivy = await makeIvyHome(temporary);
    const mounted = await ivy.mount();
    await runScript(makeTree, { directory: ivy.mountpoint });
    const expected = await runScript(describe, { directory: ivy.mountpoint });
    t.is(await mounted.stop(), 0);
    const rebuilt = `${temporary.path}/rebuilt`;
    const replayed = await ivy.run("replay", "--to", rebuilt);
    t.is(replayed.status, 0, replayed.complaint);
    t.deepEqual(differingLines(expected, await runScript(describe, { directory: rebuilt })), []);
    t.is((await ivy.run("verify")).status, 0);
  },
);

onMount(
  "statistics are those of the disk that the home is on",
  impossible,
  async (t, temporary) => {
    const ivy = await makeIvyHome(temporary);
    const mounted = await ivy.mount();
    const shown = await statfs(mounted.mountpoint);
    const real = await statfs(ivy.home);
    const bytes = (figures: StatsFs, of: "blocks" | "bfree" | "bavail"): number =>
      figures[of] * figures.bsize;
    t.is(bytes(shown, "blocks"), bytes(real, "blocks"));
    for (const figure of ["bfree", "bavail"] as const) {
      const drift = Math.abs(bytes(shown, figure) - bytes(real, figure));
      t.true(drift < 2 ** 30, `${figure}: free bytes differ by ${drift}`);
    }
    await mounted.stop();
  },
);

onMount("the dead mount of a killed daemon is replaced", impossible, async (t, temporary) => {
  const ivy = await makeIvyHome(temporary);
  const first = await ivy.mount();
  await first.kill();
  const dead = await tryScript('ls "$DIRECTORY"', { directory: ivy.mountpoint });
  t.not(dead.status, 0);
  const second = await ivy.mount();
  await runScript('echo alive > "$DIRECTORY/f"', { directory: ivy.mountpoint });
  t.is(await second.stop(), 0);
});

onMount("a second process on one home is refused by name", impossible, async (t, temporary) => {
  const ivy = await makeIvyHome(temporary);
  const mounted = await ivy.mount();
  const second = await ivy.run("mount", temporary.path, "--foreground");
  t.is(second.status, 1);
  t.regex(second.complaint, new RegExp(`\\b${mounted.pid}\\b`));
  t.true(second.complaint.includes(mounted.mountpoint));
  t.is(await mounted.stop(), 0);
});

onMount("a read-only mount shows all and changes nothing", impossible, async (t, temporary) => {
  const ivy = await makeIvyHome(temporary);
  const directory = ivy.mountpoint;
  const writable = await ivy.mount();
  await runScript('echo before > "$DIRECTORY/f"', { directory });
  await writable.stop();
  const mounted = await ivy.mount({ options: ["--read-only"] });
  t.is(await runScript('cat "$DIRECTORY/f"', { directory }), "before\n");
  const changes = [
    "echo x > new",
    "echo x >> f",
    "rm f",
    "mkdir d",
    "mv f g",
    "chmod 600 f",
    "ln f g",
  ];
  for (const change of changes) {
    const refused = await tryScript(`cd "$DIRECTORY"; ${change}`, { directory });
    t.regex(refused.complaint, /Read-only file system/, change);
  }
  t.is(await mounted.stop(), 0);
});

const asNobody = "setpriv --reuid 65534 --regid 65534 --clear-groups";

onMount(
  "other users are kept out unless they are allowed in",
  impossible ?? whyNotRoot() ?? whyNoProgram("setpriv"),
  async (t, temporary) => {
    const ivy = await makeIvyHome(temporary);
    const directory = ivy.mountpoint;
    const closed = await ivy.mount();
    await runScript('echo seen > "$DIRECTORY/f"; chmod 755 "$DIRECTORY"', { directory });
    const refused = await tryScript(`${asNobody} cat "$DIRECTORY/f"`, { directory });
    t.regex(refused.complaint, /Permission denied/);
    await closed.stop();
    const open = await ivy.mount({ options: ["--allow-other"] });
    t.is(await runScript(`${asNobody} cat "$DIRECTORY/f"`, { directory }), "seen\n");
    await open.stop();
  },
);

onMount(
  "a mount in use ends when it is told to, and says nothing false",
  impossible,
  async (t, temporary) => {
    const ivy = await makeIvyHome(temporary);
    const mounted = await ivy.mount();
    const directory = ivy.mountpoint;
    const user = tryScript('cd "$DIRECTORY"; exec 3> held; echo x >&3; exec sleep 2', {
      directory,
    });
    await runScript('while [ ! -s "$DIRECTORY/held" ]; do sleep 0.05; done', { directory });
    t.is(await mounted.stop(), 0);
    await user;
    t.false(isMounted(directory));
  },
);
