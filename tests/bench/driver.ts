// How fast the linux driver is by itself: a toy volume mounted in a child process, another child
// that makes system calls. node tests/bench/driver.ts [CLIENTS] prints one row for each kind of
// request; rates are what the clients together got, CPU is the serving thread's for each request.
// The first seconds warm the compiler up and are not counted.

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import koffi from "koffi";

interface Row {
  readonly row: string;
  readonly operations: number;
  readonly milliseconds: number;
  readonly megabytes: number;
}

const operationsPerRow = 40_000;
const fileMegabytes = 512;

const [mode, directory = "", label = ""] = process.argv.slice(2);
if (mode === "client") runClient(directory, label);
else await runBench(Number(mode ?? 1));

async function runBench(clients: number): Promise<void> {
  const mountpoint = mkdtempSync(join(tmpdir(), "ivy-driver-bench-"));
  const server = spawn(process.execPath, [toyMount(), mountpoint], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  try {
    await lines.next();
    await runClients(mountpoint, 1, "warm");
    const rows = await Promise.all(await runClients(mountpoint, clients, "run"));
    const names = [...new Set(rows.map(({ row }) => row))];
    for (const name of names) print(rows.filter(({ row }) => row === name));
  } finally {
    server.kill("SIGTERM");
    const last = await lines.next();
    if (typeof last.value === "string") printServer(last.value);
    await ended(server);
    rmdirSync(mountpoint);
  }
}

function toyMount(): string {
  return new URL("../support/toy-mount.ts", import.meta.url).pathname;
}

async function runClients(mountpoint: string, count: number, label: string): Promise<Row[]> {
  const rows: Row[] = [];
  const clients = Array.from({ length: count }, (_, index) =>
    spawn(process.execPath, [import.meta.filename, "client", mountpoint, `${label}${index}`], {
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
  await Promise.all(
    clients.map(async (client) => {
      for await (const line of createInterface({ input: client.stdout }))
        rows.push(JSON.parse(line));
    }),
  );
  return rows;
}

function print(rows: readonly Row[]): void {
  const seconds = Math.max(...rows.map(({ milliseconds }) => milliseconds)) / 1000;
  const operations = rows.reduce((sum, row) => sum + row.operations, 0);
  const megabytes = rows.reduce((sum, row) => sum + row.megabytes, 0);
  const rate =
    megabytes > 0
      ? `${Math.round(megabytes / seconds)} MB/s`
      : `${Math.round(operations / seconds)} /s`;
  process.stdout.write(`${(rows[0]?.row ?? "").padEnd(28)}${rate.padStart(12)}\n`);
}

interface ServerStatistics {
  readonly cpu: number;
  readonly requests: readonly { name: string; count: number; totalMicroseconds: number }[];
}

function printServer(line: string): void {
  const { cpu, requests }: ServerStatistics = JSON.parse(line);
  const count = requests.reduce((sum, request) => sum + request.count, 0);
  process.stdout.write(`${count} requests, ${(cpu / count).toFixed(1)} us of CPU each\n`);
  for (const { name, count: times, totalMicroseconds } of requests) {
    if (times < 1000) continue;
    const each = (totalMicroseconds / times).toFixed(1);
    process.stdout.write(`  ${name.padEnd(20)}${String(times).padStart(9)} x ${each} us inside\n`);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) await new Promise((resolve) => child.once("exit", resolve));
}

/** Makes system calls as fast as it can; `label` keeps clients out of each other's names. */
function runClient(mountpoint: string, label: string): void {
  const libc = koffi.load(null);
  const access = libc.func("int access(const char *path, int mode)");
  const statx = libc.func(
    "int statx(int d, const char *path, int flags, unsigned int mask, void *out)",
  );
  const open = libc.func("int open(const char *path, int flags, unsigned int mode)");
  const close = libc.func("int close(int fd)");
  const unlink = libc.func("int unlink(const char *path)");
  const path = (index: number): string => `${mountpoint}/${label}-${index}`;
  const warm = label.startsWith("warm");
  const operations = warm ? operationsPerRow / 4 : operationsPerRow;
  const count = (row: string, one: (index: number) => void): void => {
    const start = performance.now();
    for (let index = 0; index < operations; index++) one(index);
    say({ row, operations, milliseconds: performance.now() - start, megabytes: 0 });
  };
  const status = Buffer.alloc(256);
  count("lookup of what is not there", (index) => access(`${path(index)}-absent`, 0));
  // AT_STATX_FORCE_SYNC asks the file system even when the kernel knows.
  count("getattr, uncached", () => statx(-100, mountpoint, 0x2000, 0x7ff, status));
  count("create + close", (index) => close(open(path(index), 0o101, 0o644)));
  count("stat, cached", (index) => statx(-100, path(index), 0, 0x7ff, status));
  count("unlink", (index) => unlink(path(index)));
  moveData(`${mountpoint}/${label}-data`, warm ? 64 : fileMegabytes);
}

/** Large and small transfers on one file. */
function moveData(path: string, megabytes: number): void {
  const libc = koffi.load(null);
  const open = libc.func("int open(const char *path, int flags, unsigned int mode)");
  const close = libc.func("int close(int fd)");
  const transfer = {
    write: libc.func("int64_t write(int fd, void *bytes, size_t length)"),
    read: libc.func("int64_t read(int fd, void *bytes, size_t length)"),
  };
  const fsync = libc.func("int fsync(int fd)");
  const advise = libc.func("int posix_fadvise(int fd, int64_t offset, int64_t length, int advice)");
  const unlink = libc.func("int unlink(const char *path)");
  const buffer = Buffer.alloc(2 ** 20, "ivy");
  const move = (row: string, one: (file: number) => void): void => {
    const file = open(path, 0o102, 0o644);
    const start = performance.now();
    one(file);
    say({ row, operations: 0, milliseconds: performance.now() - start, megabytes });
    advise(file, 0, 0, 4);
    close(file);
  };
  const write = (file: number, length: number): void => {
    for (let at = 0; at < megabytes * 2 ** 20; at += length) transfer.write(file, buffer, length);
    fsync(file);
  };
  move("write, first time, + fsync", (file) => write(file, 2 ** 20));
  move("write over, + fsync", (file) => write(file, 2 ** 20));
  move("write 4 KiB each, + fsync", (file) => write(file, 4096));
  move("read, cold", (file) => {
    for (let at = 0; at < megabytes; at++) transfer.read(file, buffer, 2 ** 20);
  });
  unlink(path);
}

function say(row: Row): void {
  process.stdout.write(`${JSON.stringify(row)}\n`);
}
