// A node whose quota is used up: it takes nothing more, says so to who offers and to its owner, and
// serves what it has; with more room it takes the rest.
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import test from "ava";
import { isTrouble, nodeDisk, nodeHasher } from "../../dhash/index.ts";
import { readNodeFile, writeNodeFile } from "../../mount-tool/compose/node/node-file.ts";
import { canMount, until } from "../support/ivy.ts";
import type { IvyHome } from "../support/subject-ivy.ts";
import { ivyHome } from "../support/subject-ivy.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";

const mounted = canMount ? test : test.skip;
const title = "a full node says so, serves what it has, and takes the rest when there is room";
const temporary = makeTemporaryDirectory();
const network = ["--no-nearby", "--listen", "/ip4/127.0.0.1/tcp/0"];
let node: ChildProcess | undefined;

test.after.always(async () => {
  node?.kill("SIGKILL");
  await temporary.remove();
});

async function start(home: IvyHome, ...words: readonly string[]): Promise<ChildProcess> {
  const child = home.begin("node", ...words, ...network);
  child.stderr?.resume();
  await once(child.stdout ?? child, "data");
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "close");
}

async function statusOf(home: IvyHome) {
  return JSON.parse((await home.run("status", "--json")).output);
}

mounted(canMount ? title : `${title} (needs root and /dev/fuse)`, async (t) => {
  t.timeout(300_000);
  const alice = ivyHome(temporary, "alice");
  const carol = ivyHome(temporary, "carol");
  t.is((await alice.run("init", "--name", "photos", "--participant", "alice")).status, 0);
  const mount = await alice.mount({ options: network });
  const link = (await alice.run("invite", "--role", "node")).output.trim();
  node = await start(carol, link, "--quota", "1GiB");
  await stop(node);
  const place = { disk: nodeDisk(carol.home), hasher: nodeHasher() };
  const file = readNodeFile(carol.home, place);
  if (file === undefined || isTrouble(file)) return t.fail();
  t.is(writeNodeFile(place, { ...file, quotaBytes: 2 * 1024 ** 2 }), undefined);
  node = await start(carol);
  writeFileSync(`${alice.mountpoint}/large`, randomBytes(6 * 1024 ** 2));
  await until("the node is full", async () => (await statusOf(carol)).isFull);
  t.regex((await carol.run("status")).output, /FULL: nothing more is taken/);
  await until("its author knows", async () => {
    const { placing } = (await statusOf(alice)).sharing;
    return placing.blocksRefusedByOthers > 0;
  });
  t.regex((await alice.run("status")).output, /nodes +1 \(1 connected\); some have no room/);
  const { bytesStored } = await statusOf(carol);
  t.true(bytesStored < 4 * 1024 ** 2, `${bytesStored}`);
  await stop(node);
  node = await start(carol, "--quota", "1GiB");
  await until("all is there", async () => (await statusOf(carol)).bytesStored > 6 * 1024 ** 2);
  t.false((await statusOf(carol)).isFull);
  await stop(node);
  t.is(node.exitCode, 0);
  t.is(await mount.stop(), 0);
});
