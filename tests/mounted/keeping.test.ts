// ivy pin, unpin, get and status --watch on a mount: which paths they take, and what they say.
import test from "ava";
import { canMount, Ivy, launcher, until } from "../support/ivy.ts";

const mounted = canMount ? test : test.skip;
const title = "paths in the mount are pinned and fetched, others are refused";

mounted(canMount ? title : `${title} (needs root and /dev/fuse)`, async (t) => {
  await using ivy = new Ivy();
  await ivy.up("--keep", "recent", "--keep-budget", "100MiB");
  t.is((await ivy.shell('mkdir "$M/papers" && echo one > "$M/papers/one"')).status, 0);
  const told = async (...words: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await ivy.run(...words);
    return `${stdout}${stderr}`;
  };
  t.is(await told("pin"), "Nothing is pinned. Pin something with: ivy pin PATH\n");
  t.regex(await told("pin", `${ivy.mountpoint}/papers`), /^Pinned: papers\. It is fetched/);
  t.regex(await told("pin", "papers/one"), /^Pinned: papers\/one\./);
  t.regex(await told("pin"), /papers\npapers\/one\n/);
  const outside = /^\/etc\/passwd: is not in the mount at .*\. Name a file or directory in it/;
  t.regex(await told("pin", "/etc/passwd"), outside);
  t.regex(await told("get", "../x"), /^\.\.\/x: is not in the mount/);
  t.is(await told("get", "nowhere"), "ivy: There is nothing at nowhere\n");
  t.is(await told("unpin", "papers/two"), "ivy: papers/two is not pinned. See: ivy pin\n");
  t.is(await told("get", "papers"), "All of papers is here already: 0 B.\n");
  const again = await ivy.run("up", ivy.mountpoint, "--keep", "all");
  t.regex(again.stderr + again.stdout, /Already mounted/);
  await ivy.run("umount", ivy.mountpoint);
  await ivy.up();
  const { pins } = JSON.parse(await told("pin", "--json"));
  t.deepEqual(pins, [
    { path: "papers", isThere: true },
    { path: "papers/one", isThere: true },
  ]);
  const { sharing } = JSON.parse(await told("status", "--json"));
  t.like(sharing.keep, { mode: "recent", budgetBytes: 100 * 1024 ** 2, pins: 2 });
  const file = ivy.path("watched");
  const program = `'${process.execPath}' '${launcher}'`;
  const watching = ivy.start(`exec ${program} status --watch 0.2 --json > '${file}'`);
  await until("two looks are told", async () => {
    const { stdout } = await ivy.shell(`wc -l < '${file}'`);
    return Number(stdout) >= 2;
  });
  const over = new Promise((resolve) => watching.once("exit", resolve));
  watching.kill("SIGINT");
  await over;
  await ivy.run("umount", ivy.mountpoint);
  const idle = await told("get", "papers");
  t.regex(idle, /not mounted, so nobody is connected\. Mount it first/);
});
