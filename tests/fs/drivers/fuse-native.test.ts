// The fuse-native driver's translation, without anything native: operations over a small volume,
// and the answers that the binding would be given.
import test from "ava";
import type { Outcome, Request } from "../../../fs/core/request.ts";
import type { Answer } from "../../../fs/drivers/fuse-native/answer.ts";
import { knownDirectoriesMax } from "../../../fs/drivers/fuse-native/limits.ts";
import { byteNames } from "../../../fs/drivers/fuse-native/names.ts";
import type { Operations } from "../../../fs/drivers/fuse-native/operations.ts";
import { makeOperations } from "../../../fs/drivers/fuse-native/operations.ts";
import type { RequestHandler } from "../../../fs/ports.ts";
import { ToyVolume } from "../../support/toy-volume.ts";

const owner = { uid: 11, gid: 12 };
const directory = { type: "directory", mode: 0o755, device: 0, target: "" } as const;

/** Counts the references that a driver owes. */
class CountingVolume implements RequestHandler {
  readonly toy = new ToyVolume();
  readonly asked: string[] = [];
  owed = 0;

  perform(request: Request): Outcome {
    this.asked.push(request.kind);
    const outcome = this.toy.perform(request);
    if (outcome.kind === "entry") this.owed += 1;
    if (request.kind === "forget") this.owed -= request.references;
    return outcome;
  }
}

function begin(): { volume: CountingVolume; operations: Operations } {
  const volume = new CountingVolume();
  return { volume, operations: makeOperations({ handler: volume, names: byteNames, owner }) };
}

function value<T>(answer: Answer<T>): T {
  if (answer.kind !== "done") throw new Error(`not done: ${JSON.stringify(answer)}`);
  return answer.value;
}

function refusal(answer: Answer<unknown>): string {
  return answer.kind === "refused" ? answer.refusal : answer.kind;
}

function write(operations: Operations, path: string, text: string): void {
  const handle = value(operations.create(path, 0o644));
  value(operations.write({ handle, offset: 0 }, Buffer.from(text)));
  value(operations.release(handle));
}

function readBy(operations: Operations, handle: number): string {
  const target = Buffer.alloc(100);
  const length = value(operations.read({ handle, offset: 0 }, target));
  return target.toString("latin1", 0, length);
}

function names(operations: Operations, path: string): string[] {
  const listed = value(operations.readdir(path)).map(({ name }) => name);
  return listed.filter((name) => name !== "." && name !== "..").sort();
}

test("what is created belongs to the owner of the mount and has the mode asked for", (t) => {
  const { operations } = begin();
  value(operations.create("/a", 0o100640));
  const { uid, gid, mode, type } = value(operations.getattr("/a"));
  t.deepEqual({ uid, gid, mode, type }, { ...owner, mode: 0o640, type: "file" });
});

test("paths are walked to inodes, and a file in the way is said to be one", (t) => {
  const { operations } = begin();
  value(operations.make("/d", directory));
  value(operations.make("/d/e", directory));
  write(operations, "/d/e/f", "text");
  t.is(value(operations.getattr("/d/e/f")).size, 4);
  t.is(refusal(operations.getattr("/d/e/f/g/h")), "not-directory");
  t.is(refusal(operations.getattr("/d/x/f")), "no-entry");
  t.is(value(operations.getattr("/")).type, "directory");
  t.is(refusal(operations.unlink("/")), "invalid");
});

test("every reference is given back when nothing needs it", (t) => {
  const { volume, operations } = begin();
  value(operations.make("/d", directory));
  write(operations, "/d/f", "text");
  value(operations.link("/d/f", "/d/g"));
  value(operations.chmod("/d/g", 0o600));
  value(operations.rename("/d/g", "/h"));
  t.is(refusal(operations.getattr("/d/none")), "no-entry");
  t.is(refusal(operations.create("/d/f", 0o600)), "exists");
  const handle = value(operations.open("/d/f", { appends: false }));
  t.deepEqual(operations.inUse(), { inodes: 2, handles: 1 }); // the handle's and the directory
  value(operations.release(handle));
  value(operations.rename("/d", "/d2"));
  t.is(volume.owed, 0);
  t.is(value(operations.getattr("/d2/f")).links, 2);
  operations.invalidate();
  t.is(volume.owed, 0);
  value(operations.opendir("/d2"));
  operations.close();
  t.is(volume.owed, 0);
});

test("a handle keeps its file after unlink, and after something else was renamed over it", (t) => {
  const { operations } = begin();
  write(operations, "/a", "old");
  write(operations, "/b", "new");
  const handle = value(operations.open("/a", { appends: false }));
  value(operations.rename("/b", "/a"));
  t.is(readBy(operations, handle), "old");
  value(operations.unlink("/a"));
  value(operations.ftruncate(handle, 1));
  value(operations.write({ handle, offset: 1 }, Buffer.from("!")));
  t.is(readBy(operations, handle), "o!");
  t.is(value(operations.fgetattr("/a", handle)).links, 0);
  t.is(refusal(operations.getattr("/a")), "no-entry");
});

const hidden = "/d/.fuse_hidden0000000500000001";

test("when libfuse hides an open file, the volume sees an unlink and nobody sees the name", (t) => {
  const { volume, operations } = begin();
  value(operations.make("/d", directory));
  write(operations, "/d/a", "text");
  const handle = value(operations.open("/d/a", { appends: false }));
  volume.asked.length = 0;
  value(operations.rename("/d/a", hidden));
  t.true(volume.asked.includes("unlink"));
  t.false(volume.asked.includes("rename"));
  t.deepEqual(names(operations, "/d"), []);
  t.is(value(operations.getattr(hidden)).links, 0);
  value(operations.chmod(hidden, 0o600));
  value(operations.truncate(hidden, 2));
  t.is(readBy(operations, handle), "te");
  value(operations.rmdir("/d"));
  const again = value(operations.open(hidden, { appends: false }));
  value(operations.release(handle));
  t.is(readBy(operations, again), "te");
  value(operations.release(again)); // libfuse says no more about it when its directory is gone
  t.is(refusal(operations.unlink(hidden)), "no-entry");
  t.is(volume.owed, 0);
});

test("a hidden file shows a link more, which libfuse takes away again", (t) => {
  const { operations } = begin();
  value(operations.make("/d", directory));
  write(operations, "/d/a", "text");
  value(operations.link("/d/a", "/d/b"));
  const handle = value(operations.open("/d/a", { appends: false }));
  value(operations.rename("/d/a", hidden));
  t.is(value(operations.getattr("/d/b")).links, 1);
  t.is(value(operations.getattr(hidden)).links, 2);
  t.is(value(operations.fgetattr(hidden, handle)).links, 2);
  value(operations.unlink(hidden));
  t.deepEqual(names(operations, "/d"), ["b"]);
});

test("a file that is not open may be called like a hidden one", (t) => {
  const { operations } = begin();
  value(operations.make("/d", directory));
  write(operations, "/d/a", "text");
  value(operations.rename("/d/a", hidden));
  t.deepEqual(names(operations, "/d"), [hidden.slice(3)]);
});

test("a renamed or removed directory is not found by its old path", (t) => {
  const { operations } = begin();
  value(operations.make("/a", directory));
  value(operations.make("/a/b", directory));
  write(operations, "/a/b/f", "first");
  value(operations.rename("/a", "/c"));
  t.is(refusal(operations.getattr("/a/b/f")), "no-entry");
  value(operations.make("/a", directory));
  value(operations.make("/a/b", directory));
  write(operations, "/a/b/f", "second");
  t.is(value(operations.getattr("/a/b/f")).size, 6);
  t.is(value(operations.getattr("/c/b/f")).size, 5);
  value(operations.unlink("/a/b/f"));
  value(operations.rmdir("/a/b"));
  t.is(refusal(operations.getattr("/a/b/f")), "no-entry");
});

test("remembered directories are bounded, and paths may be longer than PATH_MAX", (t) => {
  const { volume, operations } = begin();
  let path = "";
  for (let depth = 0; depth < knownDirectoriesMax + 100; depth++) {
    path += "/abcdefgh";
    value(operations.make(path, directory));
  }
  operations.invalidate();
  t.is(volume.owed, 0);
  write(operations, `${path}/f`, "deep");
  t.is(value(operations.getattr(`${path}/f`)).size, 4);
  t.true(operations.inUse().inodes <= knownDirectoriesMax);
});

test("an appending handle never overwrites what another name of the file got", (t) => {
  const { operations } = begin();
  write(operations, "/a", "12345");
  const handle = value(operations.open("/a", { appends: true }));
  value(operations.write({ handle, offset: 2 }, Buffer.from("6")));
  t.is(readBy(operations, handle), "123456");
});

test("names are bytes", (t) => {
  const { operations } = begin();
  write(operations, "/\xff\xfe", "x");
  t.deepEqual(names(operations, "/"), ["\xff\xfe"]);
  t.is(refusal(operations.create("/\u0100", 0o600)), "invalid");
  const link = { type: "symlink", mode: 0o777, device: 0, target: "\xc3\x28" } as const;
  value(operations.make("/l", link));
  t.is(value(operations.readlink("/l")), "\xc3\x28");
});

test("extended attributes keep their own copy of the value", (t) => {
  const { operations } = begin();
  write(operations, "/a", "");
  const bytes = Buffer.from("value");
  value(operations.setxattr("/a", { name: "user.t", value: bytes, mode: "create" }));
  bytes.fill(0);
  t.is(Buffer.from(value(operations.getxattr("/a", "user.t"))).toString(), "value");
  t.is(Buffer.from(value(operations.listxattr("/a"))).toString(), "user.t\0");
  const twice = operations.setxattr("/a", { name: "user.t", value: bytes, mode: "create" });
  t.is(refusal(twice), "exists");
  value(operations.removexattr("/a", "user.t"));
  t.is(refusal(operations.getxattr("/a", "user.t")), "no-xattr");
});

test("an ACL that nobody would evaluate is refused", (t) => {
  const { operations } = begin();
  write(operations, "/a", "");
  const acl = { name: "system.posix_acl_access", value: Buffer.alloc(4), mode: "any" } as const;
  t.is(refusal(operations.setxattr("/a", acl)), "not-supported");
});

test("a handle that was never given out is refused", (t) => {
  const { operations } = begin();
  t.is(refusal(operations.read({ handle: 7, offset: 0 }, Buffer.alloc(1))), "bad-descriptor");
  t.is(refusal(operations.write({ handle: 7, offset: 0 }, Buffer.alloc(1))), "bad-descriptor");
  t.is(refusal(operations.release(7)), "bad-descriptor");
  t.is(refusal(operations.ftruncate(7, 0)), "bad-descriptor");
});
