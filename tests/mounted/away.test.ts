// The story with Carol's node, as three people type it: Alice writes and switches off; Bob, who was
// away meanwhile, meets nobody but the node, and has all of her files.
import test from "ava";
import { canMount, Ivy, launcher, until } from "../support/ivy.ts";

const mounted = canMount ? test : test.skip;
const title = "who was away gets everything from a node, when nobody else is there";
const here = ["--listen", "/ip4/127.0.0.1/tcp/0", "--no-nearby"];

interface Sharing {
  readonly members: readonly { readonly isSelf: boolean; readonly newest: number }[];
  readonly placing: {
    readonly placed: number;
    readonly recordsPlaced: number;
    readonly nodesConnected: number;
  };
}

async function sharingOf(ivy: Ivy): Promise<Sharing> {
  const { stdout } = await ivy.run("status", "--json");
  return JSON.parse(stdout).sharing;
}

async function linkOf(ivy: Ivy, ...words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await ivy.run("invite", ...words);
  const link = /ivy:\/\/join\/\S+/.exec(stdout)?.[0];
  if (link === undefined) throw new Error(`no link: ${stdout}${stderr}`);
  return link;
}

mounted(canMount ? title : `${title} (needs root and /dev/fuse)`, async (t) => {
  await using alice = new Ivy();
  await using bob = new Ivy();
  await using carol = new Ivy();
  await alice.up(...here);
  const joined = await bob.run("join", await linkOf(alice), "--name", "bob", ...here);
  t.is(joined.status, 0, joined.stderr);
  t.is((await bob.run("mount", bob.mountpoint, ...here)).status, 0);
  const link = await linkOf(alice, "--role", "node");
  const program = `'${process.execPath}' '${launcher}'`;
  const words = ["node", link, "--home", carol.home, ...here].map((word) => `'${word}'`);
  const node = carol.start(`exec ${program} ${words.join(" ")}`);
  const over = new Promise((resolve) => node.once("exit", resolve));
  for (const each of [alice, bob]) {
    await until("the node is met", async () => (await sharingOf(each)).placing.nodesConnected > 0);
  }
  t.is((await bob.run("umount", bob.mountpoint)).status, 0);
  const write = 'mkdir "$M/work" && for n in 1 2 3; do echo "$n" > "$M/work/$n"; done';
  t.is((await alice.shell(`${write} && head -c 900000 /dev/zero > "$M/work/large"`)).status, 0);
  await until("all of it is on the node", async () => {
    const { members, placing } = await sharingOf(alice);
    const newest = members.find(({ isSelf }) => isSelf)?.newest ?? 0;
    return placing.placed >= newest && placing.recordsPlaced >= newest;
  });
  t.is((await alice.run("umount", alice.mountpoint)).status, 0);
  t.is((await bob.run("mount", bob.mountpoint, ...here)).status, 0);
  await until("the files are there", async () => {
    const { stdout } = await bob.shell('cat "$M/work/1" "$M/work/2" "$M/work/3"');
    return stdout === "1\n2\n3\n";
  });
  t.is((await bob.shell('wc -c < "$M/work/large"')).stdout.trim(), "900000");
  t.is((await bob.shell('cmp -n 900000 "$M/work/large" /dev/zero')).status, 0);
  t.is((await bob.run("umount", bob.mountpoint)).status, 0);
  t.is((await carol.run("node", "--stop", "--home", carol.home)).status, 0);
  await over;
});
