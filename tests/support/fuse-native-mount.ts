// Mounts a toy volume through fuse-native and serves it until it is unmounted: node
// fuse-native-mount.ts DIRECTORY [read-only]. Prints "mounted" when it is there, its call counts
// and "closed" at the end. SIGTERM unmounts.
import { isTrouble } from "../../dhash/core/index.ts";
import { mountFuseNative } from "../../fs/drivers/fuse-native/index.ts";
import { readCounters } from "../../fs/drivers/request-counters.ts";
import { ToyVolume } from "./toy-volume.ts";

const directory = process.argv[2] ?? "";
const volume = new ToyVolume();
const mount = await mountFuseNative({
  mountpoint: directory,
  allowOther: process.getuid?.() === 0,
  readOnly: process.argv[3] === "read-only",
  handler: volume,
  log: (message, cause) => process.stderr.write(`${message}: ${String(cause)}\n`),
});
if (isTrouble(mount)) {
  process.stderr.write(`${mount.message}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write("mounted\n");
  process.once("SIGTERM", async () => {
    const trouble = await mount.unmount();
    if (trouble !== undefined) process.stderr.write(`${trouble.message}\n`);
  });
  await mount.closed;
  const { requests } = readCounters(mount.counters);
  const counts = Object.fromEntries(requests.map(({ name, count }) => [name, count]));
  process.stdout.write(`${JSON.stringify({ counts, inodes: volume.inodeCount })}\nclosed\n`);
}
