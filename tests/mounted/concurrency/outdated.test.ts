// A kernel that caches writes keeps a file's size while it knows the inode, so somebody who has the
// file open hides a size that another participant gave it, and nobody else may.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import test from "ava";
import { whyNoMounts } from "../../support/subject-machine.ts";
import { childOptions, makeTemporaryDirectory } from "../../support/temporary.ts";
import { run } from "../../support/toy-mounted.ts";
import { SharedMount } from "./shared-mount.ts";

const impossible = whyNoMounts();
const temporary = makeTemporaryDirectory();
const child = childOptions(temporary);
const declare = impossible === undefined ? test.serial : test.serial.skip;
const name = (text: string): string =>
  impossible === undefined ? text : `${text} (${impossible})`;

test.after.always(() => temporary.remove());

async function startMount(directory: string): Promise<SharedMount> {
  const mountpoint = `${temporary.path}/${directory}`;
  mkdirSync(mountpoint);
  return await SharedMount.start(mountpoint, 1, child);
}

async function shell({ mountpoint }: SharedMount, script: string): Promise<string> {
  const { status, output } = await run("sh", ["-ec", script], mountpoint);
  if (status !== 0) throw new Error(`${script}\nended with ${status}: ${output}`);
  return output.trim();
}

/** A process that has the file open until the call of what is answered. */
async function open(mount: SharedMount, file: string): Promise<() => Promise<void>> {
  const script = 'exec 3< "$1"; echo open; read -r line';
  const opener = spawn("sh", ["-c", script, "sh", `${mount.mountpoint}/${file}`], { ...child });
  await once(opener.stdout, "data");
  return async () => {
    opener.stdin.end();
    await once(opener, "exit");
  };
}

declare(name("a file made shorter while it is open has its size once it is closed"), async (t) => {
  const mount = await startMount("names");
  await shell(mount, "printf '%s' 'twelve bytes' > f; ln f g; mkdir d; ln f d/h");
  const close = await open(mount, "f");
  await mount.shorten({ path: "f", size: 6 });
  t.is((await mount.settle("")).outdated, 1);
  // A name that is looked up while the inode is in use is a name of that inode.
  await shell(mount, "stat f g d/h");
  await close();
  const settled = await mount.settle("");
  t.is(await shell(mount, "stat -c %s f g d/h; cat f g d/h"), "6\n6\n6\ntwelvetwelvetwelve");
  t.is(settled.outdated, 0);
  t.is(await mount.end(), 0);
});

declare(name("an outdated file that is removed meanwhile is waited for no longer"), async (t) => {
  const mount = await startMount("removed");
  await shell(mount, "printf '%s' 'twelve bytes' > f");
  const close = await open(mount, "f");
  await mount.shorten({ path: "f", size: 6 });
  await shell(mount, "rm f");
  t.is((await mount.settle("")).outdated, 0);
  await close();
  t.is(await mount.end(), 0);
});
