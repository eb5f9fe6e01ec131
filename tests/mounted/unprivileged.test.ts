// An ordinary user mounts through fusermount3 and has everything that needs no root. Tried as root,
// who becomes that user, after opening /dev/fuse to all, as distributions have it.
import { spawnSync } from "node:child_process";
import test from "ava";
import { allCases } from "../conformance/all-cases.ts";
import { runCases } from "../conformance/run-cases.ts";
import { isMounted, makeIvyHome } from "../support/subject-ivy.ts";
import { openDevice, whyNoMounts, whyNoProgram, whyNotRoot } from "../support/subject-machine.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";
import { runScript, tryScript } from "./shell.ts";

const ordinary = { uid: 65_534, gid: 65_534 };
const become = `setpriv --reuid ${ordinary.uid} --regid ${ordinary.gid} --clear-groups`;
const impossible =
  whyNotRoot() ?? whyNoMounts() ?? whyNoProgram("fusermount3", "setpriv") ?? whyNoNode();

/** The user must be able to run this Node. */
function whyNoNode(): string | undefined {
  const tried = spawnSync("sh", ["-c", `${become} "${process.execPath}" --version`]);
  return tried.status === 0 ? undefined : "the user cannot run this Node";
}

const temporary = makeTemporaryDirectory();

test.before(() => {
  if (impossible === undefined) openDevice();
});

test.after.always(() => temporary.remove());

const name = "an ordinary user mounts, works and unmounts";
const declare = impossible === undefined ? test : test.skip;

declare(impossible === undefined ? name : `${name} (${impossible})`, async (t) => {
  t.timeout(60_000);
  const home = `${temporary.path}/user`;
  await runScript('install -d -o 65534 -g 65534 "$DIRECTORY"', { directory: home });
  const ivy = await makeIvyHome(temporary, "user/home", ordinary);
  const mounted = await ivy.mount();
  const possible = allCases.filter((one) => !one.needs.includes("root"));
  const reports = await runCases(
    mounted.mountpoint,
    possible.map((one) => one.name),
    {
      identity: ordinary,
    },
  );
  const failed = reports.filter((report) => report.failure !== undefined);
  t.deepEqual(failed, []);
  const byRoot = await tryScript('ls "$DIRECTORY"', { directory: mounted.mountpoint });
  t.regex(byRoot.complaint, /Permission denied/, "without --allow-other not even root gets in");
  const unmounted = await ivy.run("umount", mounted.mountpoint);
  t.is(unmounted.status, 0, unmounted.complaint);
  t.is((await mounted.ended).status, 0);
  t.false(isMounted(mounted.mountpoint));
});
