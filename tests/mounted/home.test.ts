// Homes that are not what they were: copied, restored, damaged, full.
import { closeSync, openSync, readdirSync, renameSync, statSync, writeSync } from "node:fs";
import test from "ava";
import { ivyHome, makeIvyHome } from "../support/subject-ivy.ts";
import { whyNoMounts, whyNotRoot } from "../support/subject-machine.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";
import { describeTree, runScript, tryScript } from "./shell.ts";

const impossible = whyNoMounts();
const declare = impossible === undefined ? test.serial : test.skip;
const why = impossible === undefined ? "" : ` (${impossible})`;

declare(`a copied home is refused beside the original, and can be claimed${why}`, async (t) => {
  await using temporary = makeTemporaryDirectory();
  const ivy = await makeIvyHome(temporary);
  const mounted = await ivy.mount();
  await runScript('echo x > "$DIRECTORY/f"', { directory: ivy.mountpoint });
  await mounted.stop();
  await runScript('cp -a "$DIRECTORY/home" "$DIRECTORY/copy"', { directory: temporary.path });
  const copy = ivyHome(temporary, "copy");
  const refused = await copy.run("mount", copy.mountpoint, "--foreground");
  t.is(refused.status, 1);
  t.regex(refused.complaint, /cop(y|ied)/);
  t.regex(refused.complaint, /ivy claim/);
  const original = await ivy.mount();
  t.is(await original.stop(), 0);
});

declare(`a home restored from a backup is refused${why}`, async (t) => {
  await using temporary = makeTemporaryDirectory();
  const ivy = await makeIvyHome(temporary);
  await runScript('cp -a "$DIRECTORY/home" "$DIRECTORY/backup"', { directory: temporary.path });
  const mounted = await ivy.mount();
  await runScript('echo x > "$DIRECTORY/f"', { directory: ivy.mountpoint });
  await mounted.stop();
  renameSync(ivy.home, `${temporary.path}/gone`);
  renameSync(`${temporary.path}/backup`, ivy.home);
  const refused = await ivy.run("mount", ivy.mountpoint, "--foreground");
  t.is(refused.status, 1);
  t.regex(refused.complaint, /restored|backup/);
});

declare(`damage in the middle of a journal is reported with its place${why}`, async (t) => {
  await using temporary = makeTemporaryDirectory();
  const ivy = await makeIvyHome(temporary);
  const mounted = await ivy.mount();
  await runScript('cd "$DIRECTORY"; for i in $(seq 300); do seq "$i" 400 > "f$i"; done', {
    directory: ivy.mountpoint,
  });
  await mounted.stop();
  const journal = largestJournal(`${ivy.home}/logs`);
  const place = Math.floor(statSync(journal).size / 2);
  const file = openSync(journal, "r+");
  writeSync(file, "damage", place);
  closeSync(file);
  const verified = await ivy.run("verify");
  t.is(verified.status, 1);
  t.regex(verified.output + verified.complaint, /journal-\d+/);
  const again = await ivy.run("mount", ivy.mountpoint, "--foreground");
  t.is(again.status, 1);
  t.regex(again.complaint, /journal-\d+|damaged/);
});

function largestJournal(directory: string): string {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => `${directory}/${name}`)
    .filter((path) => path.endsWith(".ivj"))
    .toSorted((one, other) => statSync(other).size - statSync(one).size);
  const [largest] = files;
  if (largest === undefined) throw new Error(`no journal in ${directory}`);
  return largest;
}

const whyNoDisk = impossible ?? whyNotRoot();
const declareFull = whyNoDisk === undefined ? test.serial : test.skip;

declareFull(`a full disk gives ENOSPC and loses nothing${whyNoDisk ?? ""}`, async (t) => {
  t.timeout(90_000);
  await using temporary = makeTemporaryDirectory();
  const disk = `${temporary.path}/disk`;
  await runScript('mkdir "$DIRECTORY" && mount -t tmpfs -o size=24m tmpfs "$DIRECTORY"', {
    directory: disk,
  });
  const ivy = await makeIvyHome(temporary, "disk/home");
  const directory = ivy.mountpoint;
  let mounted = await ivy.mount();
  await runScript('cd "$DIRECTORY" && mkdir d && seq 1000 > d/first', { directory });
  const filling = await tryScript(
    `cd "$DIRECTORY"; for i in $(seq 100); do
       head -c 1000000 /dev/urandom > part && sync part && mv part "whole$i" || exit 7
     done`,
    { directory },
  );
  t.is(filling.status, 7);
  t.regex(filling.complaint, /No space left on device/);
  await tryScript('cd "$DIRECTORY"; for i in $(seq 20000); do mkdir "n$i" || exit 1; done', {
    directory,
  });
  const full = await tryScript('mkdir "$DIRECTORY/one-more"', { directory });
  t.regex(full.complaint, /No space left on device/);
  t.is(await runScript('cat "$DIRECTORY/d/first" | wc -l', { directory }), "1000\n");
  const describeWhole = `${describeTree}\ndescribe "$DIRECTORY" | grep -v part`;
  const before = await runScript(describeWhole, { directory });
  t.regex(before, /whole5\b/);
  await mounted.kill();
  mounted = await ivy.mount();
  t.is(await runScript(describeWhole, { directory }), before);
  await mounted.stop();
});

/** A disk of 100 MB on one of 30 MB: what it takes and cannot keep fails at a sync. */
const makeFailingDisk = `
  mkdir "$DIRECTORY/below" "$DIRECTORY/disk"
  mount -t tmpfs -o size=30m tmpfs "$DIRECTORY/below"
  truncate -s 100m "$DIRECTORY/below/image"
  mkfs.ext4 -q -E lazy_itable_init=0 -O ^has_journal "$DIRECTORY/below/image"
  mount -o loop "$DIRECTORY/below/image" "$DIRECTORY/disk"`;

declareFull(`a daemon on a failing disk says so and ends${whyNoDisk ?? ""}`, async (t) => {
  t.timeout(90_000);
  await using temporary = makeTemporaryDirectory();
  const disk = await tryScript(makeFailingDisk, { directory: temporary.path });
  if (disk.status !== 0) {
    t.pass(`no loop device here: ${disk.complaint}`);
    return;
  }
  const ivy = await makeIvyHome(temporary, "disk/home");
  const { mountpoint: directory } = ivy;
  t.is((await ivy.run("mount", directory)).status, 0);
  const pid = /"pid":(\d+)/.exec((await ivy.run("status", "--json")).output)?.[1] ?? "";
  const filling = 'head -c 60000000 /dev/urandom > "$DIRECTORY/big" && sync "$DIRECTORY/big"';
  t.regex((await tryScript(filling, { directory })).complaint, /Input\/output error|No space/);
  const unmounted = await ivy.run("umount", directory);
  t.is(unmounted.status, 1);
  t.regex(unmounted.complaint, /cannot sync/);
  const ended = 'for i in $(seq 100); do test -e "/proc/$PID" || exit 0; sleep 0.1; done; exit 1';
  t.is((await tryScript(ended, { directory: "/", variables: { PID: pid } })).status, 0);
  await runScript('umount -l "$DIRECTORY/disk" "$DIRECTORY/below"', { directory: temporary.path });
});
