// The control socket: what is taken as a message, and what a server does with anything else.
import { statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import { askDaemon } from "../../mount-tool/daemon/control-client.ts";
import {
  type ControlReply,
  controlLineBytesMax,
  isControlReply,
  isControlRequest,
} from "../../mount-tool/daemon/control-protocol.ts";
import { type ControlServer, serveControl } from "../../mount-tool/daemon/control-server.ts";
import type { DaemonRecord } from "../../mount-tool/daemon/daemon-record.ts";
import { sampleFigures } from "../support/sample-figures.ts";
import { makeTemporaryDirectory, type TemporaryDirectory } from "../support/temporary.ts";

const notRequests = [
  undefined,
  null,
  "status",
  [],
  {},
  { kind: "frob" },
  { kind: "stop" },
  { kind: "stop", lazy: "yes" },
  [{ kind: "status" }],
];

test("requests are told from nonsense", (t) => {
  for (const value of notRequests) t.false(isControlRequest(value), JSON.stringify(value));
  for (const value of [
    { kind: "status" },
    { kind: "status", more: 1 },
    { kind: "stop", lazy: true },
  ]) {
    t.true(isControlRequest(value), JSON.stringify(value));
  }
});

const daemon: DaemonRecord = {
  pid: 1,
  mountpoint: "/m",
  driver: "linux",
  readOnly: false,
  started: "2026-11-23T00:00:00.000Z",
  controlSocket: "/s",
};
const info = {
  fileSystemName: "f",
  fileSystemId: "12",
  participant: "p",
  logId: "0",
  formatVersion: 1,
};
const volume = {
  head: undefined,
  inodes: 1,
  storedBytes: 2,
  journalBytes: 3,
  blocks: 4,
};
const figures = sampleFigures;
const status: ControlReply = { kind: "status", daemon, info, volume, figures };

test("a reply passes after a trip through JSON, and not with a figure that is none", (t) => {
  const trip = (reply: object): unknown => JSON.parse(JSON.stringify(reply));
  t.true(isControlReply(trip(status)));
  t.true(
    isControlReply(
      trip({ ...status, volume: { ...volume, head: { sequence: 1, hash: "a", lamport: 2 } } }),
    ),
  );
  for (const blocks of [-1, 0.5, 2 ** 53, "4", null]) {
    t.false(isControlReply(trip({ ...status, volume: { ...volume, blocks } })), String(blocks));
  }
  t.false(isControlReply(trip({ ...status, daemon: { ...daemon, driver: "floppy" } })));
  const { read } = figures.requests;
  for (const wrong of [
    1,
    { ...read, count: -1 },
    { ...read, buckets: [[1]] },
    { ...read, buckets: 7 },
  ]) {
    const requests = { read: wrong };
    t.false(isControlReply(trip({ ...status, figures: { ...figures, requests } })));
  }
});

async function serve(
  directory: TemporaryDirectory,
): Promise<ControlServer & { readonly path: string }> {
  const path = join(directory.path, "socket");
  const server = await serveControl({ path, privateDirectory: undefined }, async () => status);
  if (isTrouble(server)) throw new Error(server.message);
  return { ...server, path };
}

/** Everything that the server says to these bytes until it closes. */
function say(path: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = "";
    const socket = connect(path, () => socket.write(bytes));
    socket.setEncoding("utf8").on("data", (text: string) => {
      heard += text;
    });
    socket.on("close", () => resolve(heard));
    socket.on("error", reject);
  });
}

test("a client gets its reply; the socket is for its user only", async (t) => {
  await using directory = makeTemporaryDirectory();
  const server = await serve(directory);
  t.is(statSync(server.path).mode & 0o777, 0o600);
  const reply = await askDaemon({ ...daemon, controlSocket: server.path }, { kind: "status" });
  t.like(reply, { kind: "status", daemon, info });
  await server.close();
  const late = await askDaemon({ ...daemon, controlSocket: server.path }, { kind: "status" });
  t.true(isTrouble(late) && late.reason === "absent" && late.message.includes("does not listen"));
});

test("a node that is gone or silent is called one, and nobody is told to mount it", async (t) => {
  await using directory = makeTemporaryDirectory();
  const node = { pid: 7, controlSocket: join(directory.path, "socket") };
  const gone = await askDaemon(node, { kind: "status" });
  t.true(isTrouble(gone) && /^node 7: does not listen on .*: ivy node$/.test(gone.message));
});

test("nonsense is answered once, and the connection closed", async (t) => {
  await using directory = makeTemporaryDirectory();
  const server = await serve(directory);
  for (const bytes of [
    "hello\n",
    "{}\n{}\n",
    '{"kind":"stop"}\n',
    "x".repeat(controlLineBytesMax + 1),
  ]) {
    const heard = (await say(server.path, bytes)).trimEnd().split("\n");
    t.is(heard.length, 1, bytes.slice(0, 20));
    t.like(JSON.parse(heard[0] ?? ""), { kind: "failed" });
  }
  await server.close();
});

test("a daemon that answers nonsense is a trouble, not a crash", async (t) => {
  await using directory = makeTemporaryDirectory();
  const path = join(directory.path, "socket");
  const answer = async (): Promise<ControlReply> => JSON.parse('{"kind":"surprise"}');
  const server = await serveControl({ path, privateDirectory: undefined }, answer);
  const reply = await askDaemon({ ...daemon, controlSocket: path }, { kind: "status" });
  t.true(isTrouble(reply) && reply.reason === "damaged", JSON.stringify(reply));
  if (!isTrouble(server)) await server.close();
});

test("a socket is not made in a directory that others may enter", async (t) => {
  await using directory = makeTemporaryDirectory();
  const path = join(directory.path, "socket");
  const place = { path, privateDirectory: "/tmp" };
  const server = await serveControl(place, async () => status);
  t.true(isTrouble(server) && server.message.includes("/tmp is not a private directory"));
});

test("what a dead daemon left in the socket's place is replaced", async (t) => {
  await using directory = makeTemporaryDirectory();
  writeFileSync(join(directory.path, "socket"), "left");
  const server = await serve(directory);
  const reply = await askDaemon({ ...daemon, controlSocket: server.path }, { kind: "status" });
  t.like(reply, { kind: "status" });
  await server.close();
});
