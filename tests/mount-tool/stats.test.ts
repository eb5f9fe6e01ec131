// `ivy stats`, `ivy status` and /metrics tell the same, and tell it when the file-system thread
// hangs. Needs /dev/fuse and root.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { parseChecked } from "../../mount-tool/checked-json.ts";
import { type Figures, isFigures } from "../../mount-tool/figures.ts";
import { canMount, Ivy, isRunning, runProgram, until } from "../support/ivy.ts";
import { parseExposition } from "../support/prometheus.ts";

const mounted = canMount ? test.serial : test.serial.skip;

async function figuresOf(ivy: Ivy, command: "stats" | "status"): Promise<Figures> {
  const { stdout, stderr } = await ivy.run(command, "--json");
  const figures = parseChecked(stdout, isFigures);
  if (figures === undefined) throw new Error(`no figures: ${stdout} ${stderr}`);
  return figures;
}

const work = `cd $M && mkdir d && for i in 1 2 3; do echo $i > f$i; done && cat f1 f2 f3 && sync &&
  ls d && rm f3 && ! stat missing && ! rmdir nothing`;

for (const driver of ["linux", "fuse-native"] as const) {
  const names =
    driver === "linux"
      ? { make: "makeDirectory", create: "makeNode", remove: "unlink", ask: "getXattr" }
      : { make: "mkdir", create: "create", remove: "unlink", ask: "getattr" };

  mounted(`what was done is counted, wherever one looks: ${driver}`, async (t) => {
    await using ivy = new Ivy();
    await ivy.up("--driver", driver, "--metrics", "127.0.0.1:0");
    const done = await ivy.shell(work);
    t.is(done.status, 0, done.stderr);
    const { requests, storage } = await figuresOf(ivy, "stats");
    checkWork(t, requests, names);
    t.true((storage?.journal.bytes ?? 0) > 0 && storage?.packs.files === 1);
    const status = await figuresOf(ivy, "status");
    for (const name of Object.values(names)) {
      t.true((status.requests[name]?.count ?? 0) >= (requests[name]?.count ?? 0));
    }
    await checkMetrics(t, await metricsUrl(ivy), names);
    const text = (await ivy.run("stats")).stdout;
    t.regex(text, new RegExp(`^${names.make} +1 +0 `, "m"));
    t.regex(text, new RegExp(`^mounted +${ivy.mountpoint} \\(${driver}, process \\d+\\)`));
    t.true(text.includes((await ivy.run("status", "--requests")).stdout.split("\n").at(-2) ?? "?"));
  });
}

type Names = Readonly<Record<"make" | "create" | "remove" | "ask", string>>;

function checkWork(t: ExecutionContext, requests: Figures["requests"], names: Names): void {
  const { make, create, remove, ask } = names;
  t.like(requests[make], { count: 1, refused: 0 });
  t.is(requests[create]?.count, 3);
  t.is(requests[remove]?.count, 1);
  t.true((requests[ask]?.refused ?? 0) >= 1, "it was asked for what is not there");
  for (const [name, { count, refused, microseconds, microsecondsMax, buckets }] of Object.entries(
    requests,
  )) {
    t.is(
      buckets.reduce((sum, [, some]) => sum + some, 0),
      count,
      name,
    );
    t.true(refused <= count && microsecondsMax <= microseconds + 0.001, name);
  }
}

async function metricsUrl(ivy: Ivy): Promise<string> {
  const { stdout } = await ivy.run("status");
  return /^metrics +(http:\S+)$/m.exec(stdout)?.[1] ?? stdout;
}

async function checkMetrics(t: ExecutionContext, url: string, names: Names): Promise<void> {
  const { samples } = parseExposition(await (await fetch(url)).text());
  const of = (metric: string, opcode: string) => samples.get(`${metric}{opcode="${opcode}"}`);
  t.is(of("ivy_request_duration_seconds_count", names.make), 1);
  t.is(of("ivy_request_duration_seconds_count", names.create), 3);
  t.is(of("ivy_requests_refused_total", names.make), 0);
  t.true((of("ivy_requests_refused_total", names.ask) ?? 0) >= 1);
  t.true((of("ivy_request_duration_seconds_sum", names.make) ?? 0) > 0);
  t.is(samples.get("ivy_file_system_thread_answering"), 1);
  t.is(samples.get("ivy_inodes"), 4, "the root, a directory, two files");
}

mounted("figures of the file-system thread follow what is done", async (t) => {
  await using ivy = new Ivy();
  await ivy.up();
  const used = await ivy.shell(
    `cd $M && head -c 3000000 /dev/urandom > f && sync &&
      dd if=f iflag=nocache count=0 status=none && cat f > /dev/null`,
  );
  t.is(used.status, 0, used.stderr);
  const user = ivy.start("exec 3> $M/gone && rm $M/gone && exec sleep 60 >&3");
  await until("a file is nameless", async () => {
    return (await figuresOf(ivy, "stats")).caches.inodesNameless === 1;
  });
  const { caches, fileSystemThread, process: own, snapshot } = await figuresOf(ivy, "stats");
  t.true(caches.plaintextMisses > 0 && caches.plaintextBytes >= 3_000_000, JSON.stringify(caches));
  t.true(caches.indexEntries > 12 && caches.inodesReferenced >= 2, JSON.stringify(caches));
  t.true(snapshot.recordsSince > 3 && fileSystemThread.isAnswering);
  t.true(own.processorSeconds > fileSystemThread.processorSeconds);
  user.kill();
});

mounted("stats --watch shows what came in between, and ends with the mount", async (t) => {
  await using ivy = new Ivy();
  await ivy.up();
  await ivy.shell("mkdir $M/before");
  const watch = ivy.run("stats", "--watch", "0.2");
  const json = ivy.run("stats", "--json", "--watch", "0.2");
  for (let round = 0; round < 8; round++) await ivy.shell(`mkdir $M/d${round}; sleep 0.2`);
  await ivy.run("umount", ivy.mountpoint);
  const { status, stdout, stderr } = await watch;
  t.is(status, 1);
  const next = "Figures are of a running daemon: mount it with ivy mount DIRECTORY.";
  t.is(stderr, `home ${ivy.home}: is not mounted. ${next}\n`);
  const [first = "", ...later] = stdout.split(/^in the last [\d.]+ s:$/m);
  t.regex(first, /^makeDirectory +\d+ +0 /m);
  const between = later.map((part) => Number(/^makeDirectory +(\d+)/m.exec(part)?.[1] ?? 0));
  const before = Number(/^makeDirectory +(\d+)/m.exec(first)?.[1] ?? 0);
  const sum = between.reduce((total, some) => total + some, before);
  t.true(before >= 1 && sum > before && sum <= 9, `${before} ${between}`);
  const looks = (await json).stdout.trimEnd().split("\n");
  t.true(looks.length > 2);
  for (const look of looks) t.truthy(parseChecked(look, isFigures), look);
});

const brokenMain = join(import.meta.dirname, "../support/broken-daemon-main.ts");

mounted(
  "when the file-system thread hangs, stats says in what, and what was counted",
  async (t) => {
    await using ivy = new Ivy();
    await ivy.run("init", "--name", "papers");
    const daemon = runProgram([process.execPath, brokenMain, ivy.home, ivy.mountpoint], {});
    await until("it is mounted", () => ivy.isMounted());
    t.is((await ivy.shell("echo x > $M/file && cat $M/file")).stdout, "x\n");
    await until("it is there", async () => (await ivy.run("stats")).status === 0);
    const pid = await ivy.pid();
    const user = ivy.start("exec cat $M/hang");
    await until(
      "it hangs",
      async () => !(await figuresOf(ivy, "stats")).fileSystemThread.isAnswering,
    );
    const figures = await figuresOf(ivy, "stats");
    t.is(figures.serving?.request, "lookup");
    t.true((figures.serving?.seconds ?? 0) > 0 && figures.fileSystemThread.reportAgeSeconds > 0);
    t.is(figures.requests["makeNode"]?.count, 1);
    const { status, stdout } = await ivy.run("stats");
    t.is(status, 0);
    t.regex(stdout, /^BUSY .*does not answer \(answering lookup for [\d.]+ s\)/m);
    const { samples } = parseExposition(await (await fetch(await metricsUrl(ivy))).text());
    t.is(samples.get("ivy_file_system_thread_answering"), 0);
    t.true((samples.get("ivy_request_serving_seconds") ?? 0) > 0);
    t.is(samples.get('ivy_request_duration_seconds_count{opcode="makeNode"}'), 1);
    t.regex((await ivy.run("status")).stdout, /^BUSY +the file-system thread does not answer/m);
    process.kill(pid, "SIGKILL");
    await daemon;
    await until("the daemon is gone", () => !isRunning(pid));
    await ivy.run("umount", ivy.mountpoint);
    user.kill();
  },
);

mounted("a mount whose metrics cannot be served is not made", async (t) => {
  await using ivy = new Ivy();
  await using other = new Ivy();
  await other.up("--metrics", "0");
  const taken = new URL(await metricsUrl(other)).host;
  await ivy.run("init", "--name", "papers");
  for (const command of ["mount", "up"]) {
    const { status, stderr } = await ivy.run(command, ivy.mountpoint, "--metrics", taken);
    const next = "Choose another port, or end that program (ss -tlnp names it). Not mounted.";
    t.is(stderr, `--metrics ${taken}: another program listens there. ${next}\n`);
    t.is(status, 1);
    t.false(ivy.isMounted());
    t.regex((await ivy.run("status")).stdout, /^mounted +no; /m);
  }
  const up = await ivy.run("up", ivy.mountpoint);
  t.is(up.status, 0, up.stderr);
  const late = await ivy.run("up", ivy.mountpoint, "--metrics", "0");
  t.regex(late.stdout, /^ {2}metrics +none: --metrics counts at the mount, so unmount it first$/m);
});

const freePorts = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
const areFree = canMount && Number(readFileSync(freePorts, "utf8")) <= 1;
const privileged = areFree ? test.serial.skip : mounted;
const lack = areFree ? " (skipped: here all ports are for everybody)" : "";

privileged(`a port that is for root only is refused to others${lack}`, async (t) => {
  await using ivy = new Ivy();
  await ivy.shell(`chmod 755 ${ivy.path("")} && chown 65534:65534 ${ivy.path("")} $M`);
  const words = `up --home ${ivy.path("new")} ${ivy.mountpoint} --metrics 1`;
  const command = `${process.execPath} mount-tool/main.ts ${words}`;
  const asNobody = `setpriv --reuid 65534 --regid 65534 --clear-groups ${command}`;
  const { status, stderr } = await ivy.shell(asNobody);
  t.regex(stderr, /--metrics 127\.0\.0\.1:1: this port is for root only\. Choose one from 1024 on/);
  t.is(status, 1);
  t.false(ivy.isMounted());
});

for (const [words, message] of [
  [["stats", "--watch", "soon"], /^--watch: "soon": is not a number of seconds\. Give one from/],
  [["stats", "--watch", "0"], /^--watch: "0": is not a number of seconds\. /],
  [["stats", "--watch", "1e3"], /^--watch: "1e3": is not a number of seconds\. /],
  [["stats", "more"], /^ivy: too many arguments/],
  [["mount", "/x", "--metrics", "here"], /^--metrics: "here": is not a place to listen at\. /],
  [["up", "/x", "--metrics", "a:70000"], /^--metrics: "a:70000": ports go up to 65535\. /],
  [["up", "/x", "--metrics"], /^ivy: option '--metrics <place>' argument missing/],
] as const) {
  test.serial(`wrong use: ivy ${words.join(" ")}`, async (t) => {
    await using ivy = new Ivy();
    const { status, stdout, stderr } = await ivy.run(...words);
    t.deepEqual([status, stdout], [2, ""]);
    t.regex(stderr, message);
  });
}

test.serial("stats of a home that is not mounted, or not there", async (t) => {
  await using ivy = new Ivy();
  const absent = await ivy.run("stats");
  t.deepEqual([absent.status, absent.stdout], [1, ""]);
  t.regex(absent.stderr, /^home .*: holds no file system\. /);
  await ivy.run("init", "--name", "papers");
  const idle = await ivy.run("stats", "--json");
  t.deepEqual([idle.status, idle.stdout], [1, ""]);
  t.regex(idle.stderr, /^home .*: is not mounted\. Figures are of a running daemon: mount it/);
});
