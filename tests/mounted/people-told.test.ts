// What `ivy` says about others where there is something in the way: a mount that is only read, a
// port that is taken, a link that was withdrawn, options that count at the mount.
import { createServer } from "node:net";
import test from "ava";
import { canMount, Ivy } from "../support/ivy.ts";

const declare = canMount ? test.serial : test.serial.skip;
const why = canMount ? "" : " (needs root and /dev/fuse)";
const here = ["--listen", "/ip4/127.0.0.1/tcp/0", "--no-nearby"];

declare(`a mount with --read-only answers at once that it is not connected${why}`, async (t) => {
  await using ivy = new Ivy();
  await ivy.up();
  t.is((await ivy.run("umount", ivy.mountpoint)).status, 0);
  t.is((await ivy.run("mount", ivy.mountpoint, "--read-only")).status, 0);
  const begin = performance.now();
  const status = await ivy.run("status");
  t.regex(status.stdout, /^others +not connected with: it is mounted with --read-only$/m);
  t.like(JSON.parse((await ivy.run("status", "--json")).stdout), { readOnly: true });
  for (const words of [["members"], ["peers"], ["invite"], ["leave", "--yes"]]) {
    const { status: code, stderr } = await ivy.run(...words);
    t.is(code, 1);
    t.regex(stderr, /mounted with --read-only, so not connected with others\. Unmount it/);
  }
  // Each of the six would have waited five seconds or more.
  t.true(performance.now() - begin < 25_000);
  t.is((await ivy.run("umount", ivy.mountpoint)).status, 0);
});

declare(`a taken port is told, with what to do${why}`, async (t) => {
  await using ivy = new Ivy();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const place = other.address();
  if (place === null || typeof place === "string") return t.fail();
  await ivy.up("--no-nearby", "--listen", `/ip4/127.0.0.1/tcp/${place.port}`);
  t.is((await ivy.run("invite")).status, 1);
  const next =
    /the network: cannot listen on .*EADDRINUSE.*: ivy umount .*, then ivy mount --listen/;
  t.regex((await ivy.run("peers")).stdout, next);
  t.regex((await ivy.run("status")).stdout, /^TROUBLE +the network: cannot listen on/m);
  t.is((await ivy.run("umount", ivy.mountpoint)).status, 0);
  await new Promise((resolve) => other.close(resolve));
});

declare(`links are withdrawn, and paths are those in the mount${why}`, async (t) => {
  await using ivy = new Ivy();
  await using bob = new Ivy();
  await ivy.up(...here);
  const link = (await ivy.run("invite")).stdout.trim();
  t.is((await ivy.run("invite", "--withdraw", link)).status, 0);
  const joined = await bob.run("join", link, "--name", "bob", "--wait", "10", ...here);
  t.regex(joined.stderr, /withdrawn/);
  t.regex((await ivy.run("invite", "--withdraw", link)).stderr, /No such link is open/);
  t.is((await ivy.shell('mkdir "$M/notes" && echo a > "$M/notes/one"')).status, 0);
  const log = await ivy.run("log", `${ivy.mountpoint}/notes/one`);
  t.regex(log.stdout, /notes\/one/);
  t.notRegex(log.stdout, /make directory/);
  const none = await ivy.run("log", `${ivy.mountpoint}/nothing`);
  t.deepEqual(
    [none.status, none.stderr],
    [1, "nothing: no record names it. All records: ivy log\n"],
  );
  const resolved = await ivy.run("resolve", `${ivy.mountpoint}/notes/one`, "--keep", "both");
  t.regex(resolved.stderr, /Nothing is in conflict at notes\/one\./);
  const again = ["--consistency", "push", "--locks", "local", "--driver", "fuse-native"];
  const { stdout } = await ivy.run("up", ivy.mountpoint, "--allow-other", ...again, ...here);
  for (const option of ["consistency", "locks", "listen", "no-nearby", "allow-other"]) {
    t.regex(stdout, new RegExp(`as before: --${option} counts at the mount, so unmount it first`));
  }
  t.regex(stdout, /driver +linux: --driver counts at the mount/);
  t.is((await ivy.run("umount", ivy.mountpoint)).status, 0);
});
