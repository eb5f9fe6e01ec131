// A strict mount: the kernel answers no open, look-up or listing by itself, and those that ask
// others first wait without anybody else waiting.
import test from "ava";
import type { Outcome, Request } from "../../../fs/core/request.ts";
import { servedOpcodes } from "../../../fs/drivers/linux/opcodes.ts";
import { defaultManner } from "../../../fs/drivers/linux/verdict.ts";
import { FakeKernel } from "../../support/fake-kernel.ts";
import { fields } from "../../support/kernel-request.ts";
import { ToyVolume } from "../../support/toy-volume.ts";

const strict = { ...defaultManner, isStrict: true };
const openBody = fields(2, 0);
const name = fields("name");

/** Everything that is looked up or opened waits until the ticket was given. */
function asking(): {
  readonly volume: { perform: (request: Request) => Outcome };
  readonly asked: string[];
  goOn: () => void;
} {
  const toy = new ToyVolume();
  const asked: string[] = [];
  let isKnown = false;
  const perform = (request: Request): Outcome => {
    if (request.kind !== "lookup" && request.kind !== "open") return toy.perform(request);
    asked.push(request.kind);
    return isKnown ? toy.perform(request) : { kind: "waits", ticket: 7 };
  };
  return { volume: { perform }, asked, goOn: () => (isKnown = true) };
}

test("open is not served, so that the kernel does not ask, unless the mount is strict", (t) => {
  using pushed = new FakeKernel({ volume: new ToyVolume() });
  t.is(pushed.ask({ opcode: servedOpcodes.open, body: openBody })[0]?.error, 38);
  using kernel = new FakeKernel({ volume: new ToyVolume(), manner: strict });
  const [opened] = kernel.ask({ opcode: servedOpcodes.open, body: openBody });
  t.is(opened?.error, 0);
  t.deepEqual(opened?.body, fields(0n, 0, 0), "no pages are kept");
  t.is(kernel.ask({ opcode: servedOpcodes.open, node: 99, body: openBody })[0]?.error, 116);
  const released = kernel.ask({ opcode: servedOpcodes.release, body: fields(0n, 2, 0, 0n) });
  t.is(released[0]?.error, 0);
});

test("nothing that a strict mount answers is valid for any time", (t) => {
  using kernel = new FakeKernel({ volume: new ToyVolume(), manner: strict });
  const [absent] = kernel.ask({ opcode: servedOpcodes.lookup, body: name });
  t.deepEqual(absent?.body, Buffer.alloc(128), "an absence that is not remembered");
  kernel.ask({ opcode: servedOpcodes.makeNode, body: fields(0o100644, 0, 0, 0, "name") });
  const [found] = kernel.ask({ opcode: servedOpcodes.lookup, body: name });
  t.deepEqual(found?.body.subarray(16, 40), Buffer.alloc(24));
  const [asked] = kernel.ask({ opcode: servedOpcodes.getAttributes, body: fields(0, 0, 0n) });
  t.deepEqual(asked?.body.subarray(0, 16), Buffer.alloc(16));
  const [listed] = kernel.ask({ opcode: servedOpcodes.openDirectory, body: fields(0, 0) });
  t.deepEqual(listed?.body, fields(0n, 0, 0), "no listing is kept");
});

test("what asks others is parked and answered when its turn has come", (t) => {
  const { volume, asked, goOn } = asking();
  const waiting: (readonly [string, number])[] = [];
  const wait = (key: string, ticket: number): number => waiting.push([key, ticket]);
  using kernel = new FakeKernel({ volume, manner: strict, wait });
  t.deepEqual(kernel.ask({ opcode: servedOpcodes.lookup, unique: 8, body: name }), []);
  t.deepEqual(kernel.ask({ opcode: servedOpcodes.open, unique: 10, body: openBody }), []);
  const listing = { opcode: servedOpcodes.openDirectory, unique: 12, body: fields(0, 0) };
  t.deepEqual(kernel.ask(listing), []);
  t.is(kernel.ask({ opcode: servedOpcodes.statistics, unique: 14 })[0]?.unique, 14);
  t.deepEqual(asked, ["lookup", "open", "open"]);
  goOn();
  for (const [key, ticket] of waiting) {
    t.is(ticket, 7);
    kernel.session.resume(key);
  }
  t.deepEqual(
    kernel.replies().map(({ unique, error }) => [unique, error]),
    [
      [8, 0],
      [10, 0],
      [12, 0],
    ],
  );
});

test("a signal does not end an open or a look-up that asks others", (t) => {
  const { volume, goOn } = asking();
  const waiting: string[] = [];
  using kernel = new FakeKernel({ volume, manner: strict, wait: (key) => waiting.push(key) });
  kernel.ask({ opcode: servedOpcodes.open, unique: 8, body: openBody });
  const interrupt = { opcode: servedOpcodes.interrupt, unique: 9, body: fields(8n) };
  t.deepEqual(kernel.ask(interrupt), []);
  goOn();
  kernel.session.resume(waiting[0] ?? "");
  t.like(kernel.replies(), [{ unique: 8, error: 0 }]);
});

test("where nobody can wait, what asks others gets EIO", (t) => {
  const { volume } = asking();
  using alone = new FakeKernel({ volume, manner: strict });
  t.is(alone.ask({ opcode: servedOpcodes.open, body: openBody })[0]?.error, 5);
});

test("the time of what was mapped and written is the daemon's in a strict mount", (t) => {
  const kept: unknown[] = [];
  const perform = (request: Request): Outcome => {
    if (request.kind === "write") kept.push(request.timesKept);
    return { kind: "count", count: 1 };
  };
  const body = fields(0n, 0n, 1, 1, 0n, 0, 0, Buffer.from("x"));
  for (const isStrict of [false, true]) {
    using kernel = new FakeKernel({ volume: { perform }, manner: { ...defaultManner, isStrict } });
    kernel.ask({ opcode: servedOpcodes.write, body });
  }
  t.deepEqual(kept, [true, false]);
});
