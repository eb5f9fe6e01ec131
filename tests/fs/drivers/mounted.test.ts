// The linux driver on real mounts of a toy volume: every request the kernel sends, from programs in
// other processes.
import { createRequire } from "node:module";
import test from "ava";
import { abort, inspectMountpoint, unmount } from "../../../fs/drivers/linux/index.ts";
import { cannotMount, run, ToyMounted } from "../../support/toy-mounted.ts";

const koffiPath = createRequire(import.meta.url).resolve("koffi");
const reason = cannotMount();
const mountedTest = reason === undefined ? test.serial : test.serial.skip;
if (reason !== undefined) test(`mounted tests are left out: ${reason}`, (t) => t.pass());

mountedTest("names: make, look up, link, rename, remove", async (t) => {
  await using mounted = await ToyMounted.start();
  await mounted.shell("echo hello > a; mkdir d; ln a d/b; ln -s d/b s; mkfifo p; mv a c");
  t.is(
    await mounted.shell("cat s; ls -1; ls -1 d; stat -c '%h %F' c; readlink s"),
    "hello\nc\nd\np\ns\nb\n2 regular file\nd/b",
  );
  await mounted.shell('mknod n c 1 3; echo gone > n; rm -r d c p s n; test -z "$(ls -A)"');
  t.is(await mounted.shell("for i in 1 2; do test ! -e absent; done; touch absent; ls"), "absent");
});

mountedTest("names of 255 bytes of any value but / and NUL come back as they were", async (t) => {
  await using mounted = await ToyMounted.start();
  const out = await mounted.node(`
    const name = Buffer.alloc(255, 0xff);
    for (let i = 1; i < 255; i++) if (i !== 0x2f) name[i - 1] = i;
    fs.writeFileSync(name, "x");
    const [found] = fs.readdirSync(".", { encoding: "buffer" });
    console.log(name.equals(found), fs.readFileSync(name, "utf8"));
    try { fs.writeFileSync(Buffer.alloc(256, 97), ""); }
    catch (error) { console.log(error.code); }`);
  t.is(out, "true x\nENAMETOOLONG");
});

mountedTest("data: holes, sizes, offsets beyond 2^40, append, truncate both ways", async (t) => {
  await using mounted = await ToyMounted.start();
  const out = await mounted.node(`
    const file = fs.openSync("f", "w+");
    fs.writeSync(file, "end", 2 ** 41);
    fs.writeSync(file, "start", 0);
    const back = Buffer.alloc(6);
    fs.readSync(file, back, 0, 6, 2 ** 41 - 3);
    console.log(fs.fstatSync(file).size - 2 ** 41, back.toString("latin1").replaceAll("\\0", "."));
    fs.ftruncateSync(file, 3);
    fs.appendFileSync("f", "ff");
    fs.ftruncateSync(file, 7);
    fs.fsyncSync(file);
    console.log(JSON.stringify(fs.readFileSync("f", "latin1")));
    fs.ftruncateSync(file, Number.MAX_SAFE_INTEGER);
    console.log("ok");`);
  t.is(out, '3 ...end\n"staff\\u0000\\u0000"\nok');
  t.is(
    await mounted.shell("fallocate -l 1M g; fallocate -p -o 0 -l 512K g; stat -c %s g"),
    "1048576",
  );
});

mountedTest(
  "a file stays whole for who has it open after it is unlinked or renamed over",
  async (t) => {
    await using mounted = await ToyMounted.start();
    const out = await mounted.node(`
    fs.writeFileSync("f", "old"); fs.writeFileSync("g", "new");
    const file = fs.openSync("f", "r+");
    fs.renameSync("g", "f");
    const [old, now] = [file, "f"].map((which) => fs.readFileSync(which, "utf8"));
    console.log(old, now, fs.fstatSync(file).nlink);
    const other = fs.openSync("f", "r+");
    fs.unlinkSync("f");
    fs.writeSync(other, "NEW!", 0);
    fs.fsyncSync(other);
    const back = Buffer.alloc(4); fs.readSync(other, back, 0, 4, 0);
    console.log(String(back), fs.existsSync("f"));`);
    t.is(out, "old new 0\nNEW! false");
  },
);

mountedTest("write-back data is in the volume once close has returned", async (t) => {
  await using mounted = await ToyMounted.start();
  await mounted.shell("printf written > f");
  const inode = await mounted.inodeNumber("stat -c %i f");
  const outcomes = await mounted.elsewhere({
    requests: [{ kind: "get-attributes", inode }],
  });
  t.regex(outcomes, /"size":7/);
});

mountedTest(
  "attributes: mode, times to the nanosecond, creation time, blocks, statfs",
  async (t) => {
    await using mounted = await ToyMounted.start();
    await mounted.shell(
      "umask 027; touch f; chmod 4751 f; touch -d '1969-12-31 23:59:58.5 UTC' -m f",
    );
    t.is(
      await mounted.shell("stat -c '%a %Y %y' f | cut -d' ' -f1-4"),
      `4751 -2 ${await mounted.shell("date -d '@-1.5' '+%F %T.%N'")}`,
    );
    t.not(await mounted.shell("stat -c %W f"), "0");
    t.is(await mounted.shell("stat -f -c '%S %b %f %l' ."), `4096 ${2 ** 28} ${2 ** 27} 255`);
  },
);

mountedTest(
  "an ioctl that means nothing here is ENOTTY, and locks work between processes",
  async (t) => {
    await using mounted = await ToyMounted.start();
    t.is((await run("lsattr", ["."], mounted.path)).output.includes("Inappropriate"), false);
    await mounted.shell("touch l; test ! -t 0 < l");
    t.is(await mounted.shell("flock l sh -c 'flock -n l true && echo both || echo one'"), "one");
  },
);

mountedTest(
  "SEEK_DATA and SEEK_HOLE see what was written a moment ago, and cached data stays cached",
  async (t) => {
    await using mounted = await ToyMounted.start();
    const seeks = `
    const koffi = require(${JSON.stringify(koffiPath)});
    const lseek = koffi.load(null).func("int64_t lseek(int fd, int64_t offset, int whence)");
    const file = fs.openSync("f", "w+");
    const MB = 2 ** 20;
    fs.writeSync(file, "x".repeat(100), 4 * MB);
    const seek = (at, whence) => console.log(Number(lseek(file, at, whence)));`;
    const out = await mounted.node(`${seeks}
    seek(0, 3); seek(4 * MB + 5, 3); seek(4 * MB, 4);
    fs.writeSync(file, "y", 2 * MB); seek(0, 3);
    fs.writeSync(file, "z", 9 * MB); seek(5 * MB, 3); seek(9 * MB + 1, 3);`);
    t.deepEqual(
      out.split("\n").map(Number),
      [4, 4 + 5 / 2 ** 20, 4 + 100 / 2 ** 20, 2, 9, -1 / 2 ** 20].map((n) => n * 2 ** 20),
    );
  },
);

mountedTest("a large listing is whole while files come and go", async (t) => {
  await using mounted = await ToyMounted.start();
  const out = await mounted.node(`
    for (let i = 0; i < 3000; i++) fs.closeSync(fs.openSync("stays-" + i, "w"));
    const directory = fs.opendirSync(".", { bufferSize: 7 });
    const names = new Set(); let entry; let at = 0;
    while ((entry = directory.readSync()) !== null) {
      if (names.has(entry.name)) throw entry.name;
      if (entry.name.startsWith("stays-")) names.add(entry.name);
      fs.writeFileSync("comes-" + at, ""); if (at % 2) fs.unlinkSync("comes-" + at); at++;
      if (at > 20000) throw "endless";
    }
    console.log(names.size);`);
  t.is(out, "3000");
});

mountedTest(
  "what is mounted is seen without touching it, a dead mount is stale and can be detached",
  async (t) => {
    await using mounted = await ToyMounted.start();
    t.like(inspectMountpoint(mounted.path), {
      kind: "mounted",
      mount: { type: "fuse.ivy", source: "ivy" },
    });
    process.kill(mounted.processId, "SIGKILL");
    let state = inspectMountpoint(mounted.path);
    for (let i = 0; i < 50 && state.kind !== "stale"; i++) state = inspectMountpoint(mounted.path);
    t.is(state.kind, "stale");
    t.is(unmount(mounted.path, true), undefined);
    t.is(inspectMountpoint(mounted.path).kind, "ready");
    t.like(unmount(mounted.path, false), { reason: "absent" });
  },
);

mountedTest("a mount that hangs is inspected without hanging", async (t) => {
  await using mounted = await ToyMounted.start();
  process.kill(mounted.processId, "SIGSTOP");
  const start = performance.now();
  t.is(inspectMountpoint(mounted.path).kind, "mounted");
  t.is(inspectMountpoint(`${mounted.path}/inside`).kind, "missing");
  t.true(performance.now() - start < 10_000);
  process.kill(mounted.processId, "SIGCONT");
});

mountedTest("aborting frees who waits for a daemon that no longer answers", async (t) => {
  await using mounted = await ToyMounted.start();
  process.kill(mounted.processId, "SIGSTOP");
  const waiting = run("ls", [`${mounted.path}/absent`], "/");
  t.is(abort(mounted.path), undefined);
  t.not((await waiting).status, 0);
  t.is(inspectMountpoint(mounted.path).kind, "ready");
  process.kill(mounted.processId, "SIGCONT");
});
