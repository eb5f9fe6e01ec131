// ivy node on the command line: what is wrong is said, and one node runs in a home.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { nameBlock, nodeHasher } from "../../dhash/index.ts";
import { encodeInviteLink } from "../../logs/index.ts";
import { Ivy, isRunning, launcher, until } from "../support/ivy.ts";

const hasher = nodeHasher();
const fileSystem = nameBlock(hasher, [Buffer.from("a view")]);

/** Nobody is at its address. */
function linkFor(what: "node" | "person", name = "a view"): string {
  return encodeInviteLink(hasher, {
    fileSystem: nameBlock(hasher, [Buffer.from(name)]),
    swarmSecret: new Uint8Array(32).fill(7),
    inviteSeed: what === "node" ? undefined : new Uint8Array(32).fill(9),
    addresses: ["/ip4/127.0.0.1/tcp/1"],
  });
}

const network = ["--no-nearby", "--listen", "/ip4/127.0.0.1/tcp/0"];

const wrong: readonly (readonly [words: readonly string[], status: number, why: RegExp])[] = [
  [["node"], 1, /no node was made here yet\. Give a link: an admin makes one by ivy invite/],
  [["node", "--stop"], 1, /no node runs there\. Look: ivy status/],
  [
    ["node", "hello"],
    2,
    /^LINK: invite link: it does not look like ivy:\/\/join\/\.\.\.\. Copy it/,
  ],
  [["node", linkFor("node").slice(0, -3)], 2, /^LINK: invite link: a part of it is missing/],
  [["node", linkFor("person")], 2, /^LINK: it is one for people, and whoever has it may read/],
  [["join", linkFor("node")], 2, /^LINK: it is one for nodes, which store and cannot read/],
  [["node", linkFor("node"), "--quota", "much"], 2, /^--quota: "much" is no size\. Give one/],
  [["node", linkFor("node"), "--quota", "1MiB"], 2, /^--quota: 1MiB is too little for a node/],
];

for (const [words, status, why] of wrong) {
  test(`wrong: ivy ${words.join(" ").slice(0, 40)} (${why.source.slice(0, 24)})`, async (t) => {
    await using ivy = new Ivy();
    const outcome = await ivy.run(...words);
    t.regex(outcome.stderr, why);
    t.is(outcome.status, status);
    t.false(existsSync(join(ivy.home, "node.json")));
  });
}

/** A node in the background, by its process. */
async function startNode(ivy: Ivy, ...words: readonly string[]): Promise<number> {
  const log = ivy.path("node.out");
  const told = words.map((word) => `'${word}'`).join(" ");
  const child = ivy.start(`exec '${process.execPath}' '${launcher}' node ${told} > '${log}' 2>&1`);
  await until("the node runs", async () => {
    const { stdout } = await ivy.shell(`cat '${log}'`);
    if (child.exitCode !== null) throw new Error(stdout);
    return stdout.includes("The node runs");
  });
  return child.pid ?? 0;
}

test("a node runs, answers, is alone in its home, and ends cleanly", async (t) => {
  await using ivy = new Ivy();
  const pid = await startNode(ivy, linkFor("node"), "--quota", "1GiB", ...network);
  const second = await ivy.run("node", ...network);
  t.is(second.status, 1);
  t.regex(second.stderr, new RegExp(`a node runs there already \\(process ${pid}\\)`));
  const { stdout } = await ivy.run("status", "--json");
  const status = JSON.parse(stdout);
  t.like(status, { fileSystemId: fileSystem, quotaBytes: 1024 ** 3, isFull: false, peers: [] });
  t.regex((await ivy.run("status")).stdout, /stored +0 B of 1\.0 GiB/);
  t.regex((await ivy.run("up", ivy.mountpoint)).stderr, /a node lives there/);
  t.regex((await ivy.run("init", "--name", "x")).stderr, /a node (lives|runs) there/);
  const stopped = await ivy.run("node", "--stop");
  t.is(stopped.stdout, "Stopped.\n");
  await until("its process is gone", () => !isRunning(pid));
  t.regex((await ivy.run("status")).stdout, /runs +no; start it with/);
});

test("a signal ends it, and it goes on without a link, with its quota", async (t) => {
  await using ivy = new Ivy();
  const first = await startNode(ivy, linkFor("node"), "--quota", "2GiB", ...network);
  process.kill(first, "SIGTERM");
  await until("its process is gone", () => !isRunning(first));
  const other = await ivy.run("node", linkFor("node", "another view"), ...network);
  t.regex(other.stderr, /its node stores for another file system than the link's/);
  const second = await startNode(ivy, ...network);
  const status = JSON.parse((await ivy.run("status", "--json")).stdout);
  t.is(status.quotaBytes, 2 * 1024 ** 3);
  process.kill(second, "SIGINT");
  await until("its process is gone", () => !isRunning(second));
});

test("a member's home is not made a node's", async (t) => {
  await using ivy = new Ivy();
  await ivy.run("init", "--name", "papers", "--participant", "alice");
  const outcome = await ivy.run("node", linkFor("node"), ...network);
  t.is(outcome.status, 1);
  t.regex(outcome.stderr, /alice lives there, a member of papers\. Name another home/);
});

test("a damaged node.json is said, and what is stored is not touched", async (t) => {
  await using ivy = new Ivy();
  const pid = await startNode(ivy, linkFor("node"), ...network);
  process.kill(pid, "SIGTERM");
  await until("its process is gone", () => !isRunning(pid));
  writeFileSync(join(ivy.home, "node.json"), "{}");
  const outcome = await ivy.run("node", ...network);
  t.is(outcome.status, 1);
  t.regex(outcome.stderr, /node\.json is damaged\. Delete that file and run ivy node LINK again/);
});
