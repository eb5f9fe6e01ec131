// The small parts of the command line: where homes are, moments in time, the log's bounds, one
// writer, the daemon's record, text for people.
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import { makeDot } from "../../logs/index.ts";
import { findLast } from "../../mount-tool/compose/moment-record.ts";
import {
  type DaemonRecord,
  readDaemonRecord,
  removeDaemonRecord,
  writeDaemonRecord,
} from "../../mount-tool/daemon/daemon-record.ts";
import { boundedFile } from "../../mount-tool/daemon/log-file.ts";
import {
  findDaemonOf,
  registerMount,
  unregisterMount,
} from "../../mount-tool/daemon/mount-register.ts";
import { lockHome } from "../../mount-tool/home-lock.ts";
import { chooseHome, controlSocketPlace } from "../../mount-tool/home-paths.ts";
import { makeDirectory } from "../../mount-tool/make-directory.ts";
import { parseMoment } from "../../mount-tool/moment.ts";
import { bytesToText, progressText, timeToText } from "../../mount-tool/terminal.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";

test("a home is named by option, then IVY_HOME, then XDG_DATA_HOME, then the user's home", (t) => {
  const all = { IVY_HOME: "/ivy", XDG_DATA_HOME: "/data" };
  t.is(chooseHome("/option", all), "/option");
  t.is(chooseHome(undefined, all), "/ivy");
  t.is(chooseHome(undefined, { ...all, IVY_HOME: "" }), "/data/ivy");
  t.is(chooseHome(undefined, { XDG_DATA_HOME: "relative" }), join(homedir(), ".local/share/ivy"));
  t.is(chooseHome("here", {}), join(process.cwd(), "here"));
});

test("every control socket's path fits into a socket address", (t) => {
  for (const length of [10, 89, 90, 91, 300]) {
    const home = `/${"h".repeat(length)}`;
    const { path } = controlSocketPlace(home, { XDG_RUNTIME_DIR: "/run/user/0" });
    t.true(Buffer.byteLength(path) <= 103, path);
    t.is(path.startsWith(home), length <= 89);
  }
});

test("a clock that was wrong for a while hides nothing from replay --at", (t) => {
  const seconds = [100, 101, 4_000_000_000, 102, 5, 103, 200];
  const records = seconds.map((second, index) => ({
    dot: makeDot(1, index + 1),
    time: { seconds: second, nanoseconds: 0 },
    hash: `12${String(index).repeat(64)}`,
  }));
  const at = (second: number) =>
    findLast(records, { kind: "time", time: { seconds: second, nanoseconds: 0 } });
  t.is(at(150), makeDot(1, 6), "a time far ahead in the middle does not end it");
  t.is(at(101), makeDot(1, 2), "a time before the first record's says nothing");
  t.is(at(50), undefined);
  t.is(findLast(records, { kind: "sequence", sequence: 3 }), makeDot(1, 3));
  t.is(findLast(records, { kind: "hash", prefix: "44444444" }), makeDot(1, 5));
});

test("a moment is a time, a sequence number or a hash", (t) => {
  const at = (seconds: number, nanoseconds = 0) => ({
    kind: "time",
    time: { seconds, nanoseconds },
  });
  t.deepEqual(parseMoment("17"), { kind: "sequence", sequence: 17 });
  t.deepEqual(parseMoment("12345678"), { kind: "sequence", sequence: 12_345_678 });
  t.deepEqual(parseMoment("3fa2b1c0"), { kind: "hash", prefix: "3fa2b1c0" });
  t.deepEqual(parseMoment("1970-01-02T00:00:00Z"), at(86_400));
  t.deepEqual(parseMoment("1970-01-01T01:00:00.000000007+01:00"), at(0, 7));
  t.deepEqual(parseMoment("1970-01-01 00:01Z"), at(60));
  t.deepEqual(parseMoment("2026-11-23"), parseMoment("2026-11-23T00:00:00"));
});

for (const text of ["", "now", "3fa2", "2026-13-01", "2026-11-23T25:00Z", "-5", "1e3"]) {
  test(`"${text}" is no moment`, (t) => {
    t.throws(() => parseMoment(text), { message: /is no time and no record\. Give an ISO time/ });
  });
}

test("the log is two files of a bounded size, however much is written", async (t) => {
  await using directory = makeTemporaryDirectory();
  const path = join(directory.path, "daemon.log");
  const file = boundedFile(path, 1000);
  for (let line = 0; line < 100; line++) file.write(`${String(line).padStart(98, "0")}\n`);
  t.deepEqual(readdirSync(directory.path).sort(), ["daemon.log", "daemon.log.1"]);
  t.true(statSync(path).size <= 1000 && statSync(`${path}.1`).size <= 1000);
  t.regex(readFileSync(path, "utf8"), /99\n$/);
  boundedFile(path, 1000).write("appended\n");
  t.regex(readFileSync(path, "utf8"), /99\nappended\n$/);
});

test("a home has one writer at a time, and is free when that has let go", async (t) => {
  await using directory = makeTemporaryDirectory();
  const home = join(directory.path, "new/home");
  const first = lockHome(home);
  t.false(isTrouble(first));
  t.is(statSync(home).mode & 0o777, 0o700);
  const second = lockHome(home);
  t.true(isTrouble(second) && second.reason === "busy");
  if (!isTrouble(first)) first.release();
  const third = lockHome(home);
  t.false(isTrouble(third));
  if (!isTrouble(third)) third.release();
});

const record: DaemonRecord = {
  pid: process.pid,
  mountpoint: "/m",
  driver: "linux",
  readOnly: true,
  started: "2026-11-23T00:00:00.000Z",
  controlSocket: "/s",
};

test("the daemon's record counts while its process lives", async (t) => {
  await using directory = makeTemporaryDirectory();
  const home = directory.path;
  t.is(readDaemonRecord(home), undefined);
  writeDaemonRecord(home, record);
  t.deepEqual(readDaemonRecord(home), record);
  t.is(statSync(join(home, "daemon.json")).mode & 0o777, 0o600);
  writeDaemonRecord(home, { ...record, pid: 2 ** 22 + 1 });
  t.is(readDaemonRecord(home), undefined);
  for (const text of ["", "{", "[]", '{"pid":1}', JSON.stringify({ ...record, pid: "1" })]) {
    writeFileSync(join(home, "daemon.json"), text);
    t.is(readDaemonRecord(home), undefined, text);
  }
  removeDaemonRecord(home);
  removeDaemonRecord(home);
});

test("a mount is found by its place as long as its home agrees", async (t) => {
  await using directory = makeTemporaryDirectory();
  const home = join(directory.path, "home");
  mkdirSync(home);
  const environment = { XDG_RUNTIME_DIR: directory.path };
  registerMount("/killed", join(directory.path, "gone"), environment);
  registerMount("/m", home, environment);
  const [runtime = ""] = readdirSync(directory.path).filter((name) => name.startsWith("ivy-"));
  t.is(readdirSync(join(directory.path, runtime)).length, 1, "the killed one's link is gone");
  t.is(findDaemonOf("/m", environment), undefined);
  writeDaemonRecord(home, record);
  t.deepEqual(findDaemonOf("/m", environment), record);
  t.is(findDaemonOf("/other", environment), undefined);
  writeDaemonRecord(home, { ...record, mountpoint: "/elsewhere" });
  t.is(findDaemonOf("/m", environment), undefined);
  unregisterMount("/m", environment);
  t.is(findDaemonOf("/m", environment), undefined);
});

test("a record that came with the copy of a mounted home is not the copy's", async (t) => {
  await using directory = makeTemporaryDirectory();
  const home = join(directory.path, "home");
  const copy = join(directory.path, "copy");
  const link = join(directory.path, "link");
  for (const place of [home, copy]) mkdirSync(place);
  symlinkSync(home, link);
  const mounted = { ...record, controlSocket: join(home, "control.sock") };
  for (const place of [home, copy]) writeDaemonRecord(place, mounted);
  t.deepEqual(readDaemonRecord(home), mounted);
  t.deepEqual(readDaemonRecord(link), mounted);
  t.is(readDaemonRecord(copy), undefined);
});

test("directories are made with their parents; what is in the way is said", async (t) => {
  await using directory = makeTemporaryDirectory();
  makeDirectory(join(directory.path, "a/b/c"), 0o700);
  makeDirectory(join(directory.path, "a/b/c"));
  t.is(statSync(join(directory.path, "a/b")).mode & 0o777, 0o700);
  writeFileSync(join(directory.path, "file"), "");
  t.throws(() => makeDirectory(join(directory.path, "file")), { code: "EEXIST" });
  t.throws(() => makeDirectory(join(directory.path, "file/sub")), { code: "ENOTDIR" });
  t.throws(() => makeDirectory("/proc/nothing/here"), { code: "ENOENT" });
});

test("text for people", (t) => {
  t.is(bytesToText(0), "0 B");
  t.is(bytesToText(1023), "1023 B");
  t.is(bytesToText(1536), "1.5 KiB");
  t.is(bytesToText(5 * 2 ** 40), "5.0 TiB");
  t.is(timeToText({ seconds: 0, nanoseconds: 7 }), "1970-01-01T00:00:00.000000007Z");
  t.is(timeToText({ seconds: -1, nanoseconds: 0 }), "1969-12-31T23:59:59.000000000Z");
  t.is(timeToText({ seconds: 2 ** 52, nanoseconds: 0 }), "4503599627370496 s after 1970");
  t.is(progressText({ stage: "reading", done: 7, total: undefined }), "reading  7");
  t.regex(
    progressText({ stage: "reading", done: 1, total: 2 }),
    /^reading {2}█{15}░{15} {2}50 % {2}1\/2$/,
  );
});
