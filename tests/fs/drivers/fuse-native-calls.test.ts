// What goes over the border to the native part: calls with their arguments, answers, words,
// options, messages.
import { Worker } from "node:worker_threads";
import test from "ava";
import { isTrouble, Trouble } from "../../../dhash/core/index.ts";
import { makeInodeNumber, rootInodeNumber } from "../../../fs/core/inode-number.ts";
import type { Outcome } from "../../../fs/core/request.ts";
import { loadTrouble } from "../../../fs/drivers/fuse-native/binding.ts";
import { Dispatcher } from "../../../fs/drivers/fuse-native/dispatcher.ts";
import { refusalToNumber } from "../../../fs/drivers/fuse-native/error-number.ts";
import { mountOptions } from "../../../fs/drivers/fuse-native/mount-options.ts";
import { byteNames, splitPath, utf8Names } from "../../../fs/drivers/fuse-native/names.ts";
import { makeOperations } from "../../../fs/drivers/fuse-native/operations.ts";
import { readModifiedTime } from "../../../fs/drivers/fuse-native/set-times.ts";
import { translations } from "../../../fs/drivers/fuse-native/translations.ts";
import * as words from "../../../fs/drivers/fuse-native/words.ts";
import type { RequestHandler } from "../../../fs/ports.ts";
import { ToyVolume } from "../../support/toy-volume.ts";

type CallName = keyof typeof translations;
type Signalled = { readonly result: number; readonly values: readonly unknown[] };
type DispatcherOptions = ConstructorParameters<typeof Dispatcher>[0];

/** Makes calls as the binding does, and remembers what it is told. */
function caller(handler: RequestHandler, more: Partial<DispatcherOptions> = {}) {
  const logged: string[] = [];
  const owner = { uid: 0, gid: 0 };
  const operations = makeOperations({ handler, names: byteNames, owner });
  const log = (message: string): void => void logged.push(message);
  const dispatcher = new Dispatcher({ operations, log, ...more });
  const send = (name: CallName, args: readonly unknown[], request = Buffer.alloc(200)) =>
    new Promise<Signalled>((resolve) => {
      const signal = (_request: unknown, result: number, ...values: readonly unknown[]): void =>
        resolve({ result, values });
      dispatcher.handler(name, translations[name], signal)(request, 0, ...args);
    });
  return { send, dispatcher, logged };
}

function throwing(): RequestHandler {
  return {
    perform: (): Outcome => {
      throw new Error("a mistake");
    },
  };
}

test("all calls of the binding are translated, or knowingly not", (t) => {
  const declared =
    `error access statfs fgetattr getattr flush fsync fsyncdir readdir truncate ftruncate utimens
    readlink chown chmod mknod setxattr getxattr listxattr removexattr open opendir read write
    release releasedir create unlink rename link symlink mkdir rmdir`.split(/\s+/);
  // Every write was taken when it came, so close has nothing left to do. libfuse then answers
  // ENOSYS, and the kernel stops asking. "error" is declared and never called.
  const known = [...Object.keys(translations), "flush", "error"];
  t.deepEqual(known.sort(), declared.sort());
});

test("a refusal is a negative number with everything that the signal function reads", async (t) => {
  const { send } = caller(new ToyVolume());
  const { result, values } = await send("getattr", ["/none"]);
  t.is(result, -2);
  t.true(values[0] instanceof Uint32Array);
  t.deepEqual(await send("readlink", ["/none"]), { result: -2, values: [""] });
  t.deepEqual(await send("readdir", ["/none"]), { result: -2, values: [[], []] });
  t.deepEqual(await send("open", ["/none", 0]), { result: -2, values: [0] });
  const buffer = Buffer.alloc(10);
  const read = await send("read", ["/none", 9, buffer, 10, 0, 0]);
  t.deepEqual(read, { result: -9, values: [0, buffer.buffer] });
});

test("writing and reading by the binding's words", async (t) => {
  const { send } = caller(new ToyVolume());
  const { values } = await send("create", ["/a", 0o100644]);
  const [handle] = values;
  const data = Buffer.from("hello");
  const wrote = await send("write", ["/a", handle, data, 5, 0, 1]);
  t.deepEqual(wrote, { result: 5, values: [0, data.buffer] });
  const stat = await send("fgetattr", ["/a", handle]);
  const [size] = stat.values;
  t.true(size instanceof Uint32Array && size[3] === 5 && size[4] === 1);
  const target = Buffer.alloc(8);
  t.is((await send("read", ["/a", handle, target, 8, 0, 1])).result, 5);
  t.is(target.toString("latin1", 0, 5), "hello");
  t.is((await send("ftruncate", ["/a", handle, 3, 0])).result, 0);
  t.is((await send("truncate", ["/a", 0, 2 ** 31])).result, -27);
});

test("an extended attribute must fit; an empty buffer asks for its size", async (t) => {
  const { send } = caller(new ToyVolume());
  await send("mkdir", ["/d", 0o755]);
  t.is((await send("setxattr", ["/d", "user.t", Buffer.from("12345"), 0, 0])).result, 0);
  t.is((await send("getxattr", ["/d", "user.t", Buffer.alloc(0), 0])).result, 5);
  t.is((await send("getxattr", ["/d", "user.t", Buffer.alloc(4), 0])).result, -34);
  t.is((await send("getxattr", ["/d", "user.t", Buffer.alloc(5), 0])).result, 5);
  t.is((await send("listxattr", ["/d", Buffer.alloc(0)])).result, 7);
});

test("an exception answers EIO and is logged once for each kind of call", async (t) => {
  const { send, logged } = caller(throwing());
  t.is((await send("mkdir", ["/a", 0])).result, -5);
  t.is((await send("mkdir", ["/b", 0])).result, -5);
  t.is((await send("getattr", ["/b"])).result, -5);
  t.is(logged.length, 2);
});

test("nonsense instead of arguments answers EIO", async (t) => {
  for (const nonsense of [[], [undefined], ["relative"], [5, 5, 5], [{}, -1, 0.5, null]]) {
    const { send } = caller(new ToyVolume());
    t.is((await send("getattr", nonsense)).result, -5);
    t.is((await send("rename", nonsense)).result, -5);
    t.is((await send("chmod", nonsense)).result, -5);
  }
});

test("a request whose blocks are not here is asked again after they were fetched", async (t) => {
  let missing = true;
  const toy = new ToyVolume();
  const handler: RequestHandler = {
    perform: (request) =>
      request.kind === "statistics" && missing
        ? { kind: "needs", blocks: [] }
        : toy.perform(request),
  };
  t.is((await caller(handler).send("statfs", ["/"])).result, -5);
  const failing = caller(handler, { fetch: async () => new Trouble("absent", "nobody has it") });
  t.is((await failing.send("statfs", ["/"])).result, -5);
  const inVain = caller(handler, { fetch: async () => undefined });
  t.is((await inVain.send("statfs", ["/"])).result, -5);
  const fetch = async (): Promise<undefined> => {
    missing = false;
  };
  const fetching = caller(handler, { fetch });
  t.is((await fetching.send("statfs", ["/"])).result, 0);
});

test("after the end every call is answered without the volume", async (t) => {
  const { send, dispatcher, logged } = caller(throwing());
  dispatcher.close();
  t.is((await send("statfs", ["/"])).result, -5);
  t.deepEqual(logged, []);
});

test("the time of modification comes from the native structure, if it fits", async (t) => {
  const request = Buffer.alloc(200);
  const accessed = { low: 5000, high: 0 };
  request.writeUInt32LE(accessed.low, 104);
  request.writeBigUInt64LE(981_173_106_789n, 112);
  const time = { seconds: 981_173_106, nanoseconds: 789_000_000 };
  t.deepEqual(readModifiedTime(request, accessed, "linux"), time);
  t.is(readModifiedTime(request, { low: 5001, high: 0 }, "linux"), undefined);
  t.is(readModifiedTime(request, accessed, "darwin"), undefined);
  t.is(readModifiedTime(request.subarray(0, 110), accessed, "linux"), undefined);
  const { send } = caller(new ToyVolume());
  await send("mkdir", ["/d", 0o755]);
  t.is((await send("utimens", ["/d", 1, 0, 1, 0])).result, -95);
});

test("times before 1970 can be set and are shown as 1970", (t) => {
  const before = words.wordsToTime(2 ** 32 - 1500, 2 ** 32 - 1);
  t.deepEqual(before, { seconds: -2, nanoseconds: 500_000_000 });
  t.is(words.timeToMilliseconds(before), 0);
  t.is(words.timeToMilliseconds({ seconds: 5, nanoseconds: 7_900_000 }), 5007);
});

test("inode numbers are exact for small slots and counters, and never 0 or unknown", (t) => {
  t.is(words.shortInode(rootInodeNumber), 1);
  t.is(words.shortInode(makeInodeNumber(3, 77)), 3 * 2 ** 24 + 77);
  for (const [slot, counter] of [
    [65_535, 2 ** 37 - 1],
    [255, 0],
    [1, 2 ** 24],
  ] as const) {
    const short = words.shortInode(makeInodeNumber(slot, counter));
    t.true(short >= 255 * 2 ** 24 && short < 2 ** 32 - 1);
  }
});

test("a file system of any size fits the words of statvfs", (t) => {
  const files = { filesTotal: 2 ** 40, filesFree: 5 };
  const bytes = { bytesTotal: 2 ** 50, bytesFree: 2 ** 49, bytesAvailable: 2 ** 48 };
  const statistics = { ...bytes, ...files };
  const [unit, fragment, total, free, available] = words.statfsWords(statistics);
  t.is((fragment ?? 0) * (total ?? 0), 2 ** 50);
  t.is((fragment ?? 0) * (free ?? 0), 2 ** 49);
  t.is((fragment ?? 0) * (available ?? 0), 2 ** 48);
  t.is(unit, fragment);
});

test("names that are not UTF-8 pass as bytes, and are refused where only text passes", (t) => {
  t.is(byteNames.encode("\xff\xfe"), "\xff\xfe");
  t.is(byteNames.decode("\u20ac"), undefined);
  t.is(utf8Names.decode("ä"), "\xc3\xa4");
  t.is(utf8Names.encode("\xc3\xa4"), "ä");
  t.is(utf8Names.encode("\xff"), undefined);
  t.is(utf8Names.decode("\ufffd"), undefined);
  t.deepEqual(splitPath("/a/b"), { directory: "/a", name: "b" });
  t.deepEqual(splitPath("/a"), { directory: "", name: "a" });
});

test("macOS gets its own error numbers", (t) => {
  t.is(refusalToNumber("not-empty", "linux"), -39);
  t.is(refusalToNumber("not-empty", "darwin"), -66);
  t.is(refusalToNumber("no-entry", "darwin"), -2);
});

test("the mount options ask for 128 KiB writes, names as bytes and a plain type", (t) => {
  const wishes = { platform: "linux", readOnly: true, allowOther: true, asRoot: true };
  const options = mountOptions(wishes).slice(2).split(",");
  const wanted = [
    "fsname=ivy",
    "subtype=ivy",
    "big_writes",
    "max_write=131072",
    "ro",
    "allow_other",
    "suid",
    "dev",
  ];
  t.deepEqual(
    wanted.filter((option) => !options.includes(option)),
    [],
  );
  t.true(mountOptions(wishes).length < 1024);
  const plain = mountOptions({ ...wishes, readOnly: false, allowOther: false, asRoot: false });
  t.notRegex(plain, /,(ro|allow_other|suid|dev)(,|$)/);
});

test("what is missing is named with the next step", (t) => {
  const absent = "libfuse.so.2: cannot open shared object file: No such file or directory";
  t.regex(loadTrouble(new Error(absent), "linux").message, /apt-get install libfuse2/);
  t.regex(
    loadTrouble(new Error("Library not loaded: libosxfuse.dylib"), "darwin").message,
    /macFUSE/,
  );
  t.regex(loadTrouble(new Error("No native build was found"), "linux").message, /--driver linux/);
  t.regex(
    loadTrouble(new Error("Cannot find module 'fuse-native'"), "linux").message,
    /npm install/,
  );
  t.true(isTrouble(loadTrouble("odd")));
});

test("mounting from a worker thread is refused", async (t) => {
  const file = new URL("../../../fs/drivers/fuse-native/index.ts", import.meta.url).href;
  const program = `import(${JSON.stringify(file)}).then(async ({ mountFuseNative }) => {
    const mount = await mountFuseNative({ mountpoint: "/", handler: {}, log: () => {} });
    require("node:worker_threads").parentPort.postMessage(mount.message);
  })`;
  const worker = new Worker(program, { eval: true });
  const message = await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  t.regex(String(message), /main thread/);
});
