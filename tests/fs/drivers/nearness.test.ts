// On which processor the session runs: near one who talks with it, free for many and for data.
import test from "ava";
import { Nearness } from "../../../fs/drivers/linux/nearness.ts";
import { systemProcessors } from "../../../fs/drivers/linux/processors.ts";

/** Threads 7 and 8 on processors 1 and 0, and where the session was kept. */
class Machine {
  readonly processorByThread = new Map([
    [7, 1],
    [8, 0],
  ]);
  readonly kept: (number | undefined)[] = [];
  isForbidden = false;
  readonly nearness = new Nearness({
    processorOf: (thread) => this.processorByThread.get(thread),
    keepTo: (processor) => {
      if (!this.isForbidden) this.kept.push(processor);
      return !this.isForbidden;
    },
  });

  talk(thread: number, times: number): void {
    for (let i = 0; i < times; i++) this.nearness.requested(thread, true);
  }

  move(thread: number, times: number): void {
    for (let i = 0; i < times; i++) this.nearness.requested(thread, false);
  }
}

test("who asks again and again is joined on its processor, and followed to another", (t) => {
  const machine = new Machine();
  machine.talk(7, 20);
  t.deepEqual(machine.kept, []);
  machine.talk(7, 20);
  t.deepEqual(machine.kept, [1]);
  t.true(machine.nearness.isNear);
  machine.processorByThread.set(7, 0);
  machine.talk(7, 600);
  t.deepEqual(machine.kept, [1, 0]);
});

test("several who ask in turn are not joined, nor is one who moves data", (t) => {
  const machine = new Machine();
  for (let i = 0; i < 100; i++) {
    machine.talk(7, 1);
    machine.talk(8, 1);
  }
  machine.move(7, 100);
  t.deepEqual(machine.kept, []);
});

test("what the kernel tells by itself does not break a conversation", (t) => {
  const machine = new Machine();
  for (let i = 0; i < 100; i++) {
    machine.talk(7, 1);
    machine.talk(0, 2);
  }
  t.deepEqual(machine.kept, [1]);
});

test("others, and data, end it for a while; now and then one is no matter", (t) => {
  const machine = new Machine();
  machine.talk(7, 100);
  for (let i = 0; i < 100; i++) {
    machine.talk(7, 3);
    machine.talk(8, 1);
  }
  t.deepEqual(machine.kept, [1]);
  machine.talk(8, 20);
  t.deepEqual(machine.kept, [1, undefined]);
  t.false(machine.nearness.isNear);
  machine.talk(7, 200);
  t.deepEqual(machine.kept, [1, undefined]);
  machine.talk(7, 200);
  t.deepEqual(machine.kept, [1, undefined, 1]);
  machine.move(7, 20);
  t.deepEqual(machine.kept, [1, undefined, 1, undefined]);
});

test("with nothing to do the session is free again", (t) => {
  const machine = new Machine();
  machine.talk(7, 100);
  machine.nearness.leave();
  t.deepEqual(machine.kept, [1, undefined]);
  machine.nearness.leave();
  t.deepEqual(machine.kept, [1, undefined]);
});

test("a thread that is not to be seen or a processor not to be used changes nothing", (t) => {
  const machine = new Machine();
  machine.talk(9, 1000);
  t.false(machine.nearness.isNear);
  machine.isForbidden = true;
  machine.talk(7, 1000);
  t.false(machine.nearness.isNear);
});

test("the system's processors: the own thread is on one, and is kept to it", (t) => {
  const processors = systemProcessors();
  if (processors === undefined) {
    t.pass("this machine gives us one processor");
    return;
  }
  const here = processors.processorOf(process.pid);
  t.is(typeof here, "number");
  t.true(processors.keepTo(here));
  t.is(processors.processorOf(process.pid), here);
  t.false(processors.keepTo(4095));
  t.true(processors.keepTo(undefined));
  t.is(processors.processorOf(2 ** 22 + 1), undefined);
});
