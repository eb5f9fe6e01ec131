// --metrics: which places are understood, what is served there, and that nothing that comes in
// brings it down.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import type { DaemonState } from "../../mount-tool/daemon/figures-source.ts";
import { type MetricsServer, serveMetrics } from "../../mount-tool/daemon/metrics-server.ts";
import { addressToText, parseListenAddress } from "../../mount-tool/listen-address.ts";
import { bucketsOf, parseExposition } from "../support/prometheus.ts";
import { sampleFigures } from "../support/sample-figures.ts";

test("a place is a host and a port, or a port of this machine", (t) => {
  const places = {
    "9464": "127.0.0.1:9464",
    "0": "127.0.0.1:0",
    "0.0.0.0:1": "0.0.0.0:1",
    "localhost:65535": "localhost:65535",
    "[::1]:9464": "[::1]:9464",
    "[fe80::1%eth0]:80": "[fe80::1%eth0]:80",
    "a-b.example:80": "a-b.example:80",
  };
  for (const [text, same] of Object.entries(places)) {
    t.is(addressToText(parseListenAddress(text)), same);
  }
});

for (const text of [
  ...["", "abc", "host", ":80", "host:", "::1:80", "::1", "[::1]", "[host]:80", "-1", "1.5"],
  ...["host:80:90", "http://host:80", "host:80/metrics", "a b:80", "host:0x50", "9464 ", "999999"],
]) {
  test(`"${text}" is no place`, (t) => {
    const next = "Give HOST:PORT, [HOST]:PORT for IPv6, or PORT alone for 127.0.0.1.";
    const message = `--metrics: "${text}": is not a place to listen at. ${next}`;
    t.throws(() => parseListenAddress(text), { message });
  });
}

test("a port is at most 65535", (t) => {
  t.throws(() => parseListenAddress("h:65536"), {
    message: /^--metrics: "h:65536": ports go up to/,
  });
});

const head = { sequence: 7, hash: "12", lamport: 7 };
const volume = { head, inodes: 9, storedBytes: 2, journalBytes: 3, blocks: 4 };
const state: DaemonState = { volume, figures: sampleFigures };

interface Served extends AsyncDisposable {
  readonly server: MetricsServer;
  readonly url: string;
  readonly port: number;
}

async function serve(): Promise<Served> {
  const server = await serveMetrics(parseListenAddress("0"));
  if (isTrouble(server)) throw new Error(server.message);
  server.publish(async () => state);
  const { url } = server;
  const stop = async () => server.close();
  return { server, url, port: Number(new URL(url).port), [Symbol.asyncDispose]: stop };
}

test("figures are in Prometheus' format, in seconds and bytes", async (t) => {
  await using served = await serve();
  const response = await fetch(served.url);
  t.is(response.status, 200);
  t.is(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  const exposition = parseExposition(text);
  const expected = {
    ivy_inodes: 9,
    ivy_records_total: 7,
    ivy_requests_parked: 1,
    ivy_notifications_waiting: 2,
    ivy_plaintext_cache_bytes: 1_572_864,
    ivy_plaintext_cache_hits_total: 299,
    ivy_plaintext_cache_misses_total: 1,
    ivy_index_entries_in_memory: 7,
    ivy_snapshot_writing: 1,
    ivy_snapshot_records_since: 50_001,
    ivy_file_system_thread_answering: 1,
    ivy_event_loop_delay_max_seconds: 0.25,
    'ivy_stored_bytes{kind="packs"}': 3_145_728,
    'ivy_stored_files{kind="index"}': 5,
    'ivy_requests_refused_total{opcode="lookup"}': 3,
    'ivy_request_duration_seconds_count{opcode="lookup"}': 4,
    'ivy_request_duration_seconds_sum{opcode="lookup"}': 0.00006,
  };
  for (const [name, value] of Object.entries(expected)) t.is(exposition.samples.get(name), value);
  for (const name of exposition.samples.keys()) t.regex(name, /^ivy_/);
  t.is(exposition.types.get("ivy_request_duration_seconds"), "histogram");
  t.is(exposition.types.get("ivy_requests_refused_total"), "counter");
  t.is(exposition.types.get("ivy_inodes"), "gauge");
});

test("a histogram's buckets count everything up to their end, and end with all", async (t) => {
  await using served = await serve();
  const exposition = parseExposition(await (await fetch(served.url)).text());
  const name = "ivy_request_duration_seconds";
  const read = bucketsOf(exposition, name, 'opcode="read"');
  t.is(read.length, 26);
  t.deepEqual(read.at(0), ["0.000001", 0]);
  t.deepEqual(read.at(-1), ["+Inf", 100]);
  t.deepEqual(read.find(([end]) => end === "0.001024")?.[1], 99, "its end belongs to a bucket");
  t.deepEqual(read.find(([end]) => end === "0.000512")?.[1], 0);
  t.deepEqual(read.find(([end]) => end === "0.262144")?.[1], 100, "150 ms lie in the next one");
  const counts = read.map(([, count]) => count);
  t.deepEqual(
    counts,
    [...counts].sort((a, b) => a - b),
  );
});

test("what is not GET or HEAD of /metrics is refused", async (t) => {
  await using served = await serve();
  const head = await fetch(served.url, { method: "HEAD" });
  t.deepEqual([head.status, await head.text()], [200, ""]);
  t.true(Number(head.headers.get("content-length")) > 1000);
  for (const path of ["/", "/metrics/", "/metric", "/metrics/../etc/passwd", "//metrics"]) {
    t.is((await fetch(new URL(served.url).origin + path)).status, 404, path);
  }
  t.is((await fetch(`${served.url}?x=1`)).status, 200);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
    const body = method === "OPTIONS" ? null : "x".repeat(100_000);
    const response = await fetch(served.url, { method, body });
    t.deepEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD"], method);
  }
});

test("before the mount is live, and when the figures fail, the answer says so", async (t) => {
  const server = await serveMetrics(parseListenAddress("127.0.0.1:0"));
  if (isTrouble(server)) return t.fail(server.message);
  t.is((await fetch(server.url)).status, 503);
  server.publish(() => Promise.reject(new Error("no figures")));
  const failed = await fetch(server.url);
  t.deepEqual([failed.status, await failed.text()], [500, "no figures\n"]);
  server.close();
  await t.throwsAsync(fetch(server.url));
});

/** What is heard until the other side closes. */
async function say(port: number, bytes: string | Uint8Array): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.on("error", () => {});
  socket.setEncoding("latin1").on("data", (text: string) => {
    heard += text;
  });
  socket.write(bytes);
  await once(socket, "close");
  return heard;
}

test("garbage is refused, and the next one is served", async (t) => {
  await using served = await serve();
  const head = "GET /metrics HTTP/1.1\r\nHost: x\r\n";
  const garbage = [
    ["hello\r\n\r\n", /^HTTP\/1\.1 400 /],
    ["\0\0\0\0\0\0\0\0\n\n", /^HTTP\/1\.1 400 /],
    [Buffer.from("160301020001000001fc0303", "hex"), /^HTTP\/1\.1 400 /],
    [`${head}X: ${"x".repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    [`${head}${"X: y\r\n".repeat(4000)}\r\n`, /^HTTP\/1\.1 431 /],
    [`GET /${"a".repeat(20_000)} HTTP/1.1\r\n\r\n`, /^HTTP\/1\.1 431 /],
    [`${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [`${head}Content-Length: 99999999999\r\n\r\nabc`, /^HTTP\/1\.1 200 OK\r\nConnection: close/],
    [`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, /^HTTP\/1\.1 (200|400) /],
    ["CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", /^$/],
    [`${head}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\nx`, /^HTTP\/1\.1 200 /],
  ] as const;
  for (const [bytes, answer] of garbage) {
    t.regex(await say(served.port, bytes), answer, JSON.stringify(bytes.slice(0, 60)));
    t.is((await fetch(served.url)).status, 200);
  }
});

test("a client that goes away in the middle is nobody's trouble", async (t) => {
  await using served = await serve();
  for (let times = 0; times < 20; times++) {
    const socket = connect(served.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".slice(0, 5 + times * 3));
    await once(socket, "connect");
    socket.resetAndDestroy();
  }
  t.is((await fetch(served.url)).status, 200);
});

test("connections beyond the limit are closed; there is room again when one ends", async (t) => {
  await using served = await serve();
  const sockets: Socket[] = [];
  for (let count = 0; count < 16; count++) {
    const socket = connect(served.port, "127.0.0.1");
    sockets.push(socket);
    await once(socket, "connect");
  }
  t.is(await say(served.port, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), "");
  for (const socket of sockets) socket.destroy();
  await Promise.all(sockets.map((socket) => once(socket, "close")));
  let status = 0;
  // The server hears of the ends a little later.
  while (status !== 200)
    status = await fetch(served.url).then(
      (answer) => answer.status,
      () => 0,
    );
  t.is(status, 200);
});

test("a place where nobody can listen is named with its cause", async (t) => {
  await using served = await serve();
  const used = await serveMetrics({ host: "127.0.0.1", port: served.port });
  const causes = [
    [
      used,
      `--metrics 127.0.0.1:${served.port}: another program listens there. Choose another port`,
    ],
    [
      await serveMetrics({ host: "192.0.2.1", port: 9464 }),
      "--metrics 192.0.2.1:9464: this machine does not have that address. Name one of its own",
    ],
    [
      await serveMetrics({ host: "no-such-host.invalid", port: 9464 }),
      "--metrics no-such-host.invalid:9464: no such host is known. Name an address of this machine",
    ],
  ] as const;
  for (const [trouble, text] of causes) {
    if (!isTrouble(trouble)) return t.fail("it listens");
    t.true(trouble.message.startsWith(text), trouble.message);
    t.true(trouble.message.endsWith("Not mounted."));
  }
});
