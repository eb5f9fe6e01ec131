// What a member keeps of others' data: everything, what was used last, or nothing; what is pinned;
// and what is fetched because somebody asks for it. Two homes in one simulated world.
import test from "ava";
import { rootInodeNumber } from "../../fs/core/index.ts";
import type { MemberAnswer } from "../../mount-tool/sharing-messages.ts";
import {
  count,
  dataBytes,
  end,
  here,
  inodeOf,
  look,
  makeDirectory,
  names,
  peopleWith,
  read,
  rename,
  sharingOf,
  some,
  unlink,
  writeFile,
} from "../support/two-people.ts";

test("who keeps all has the data of others without reading it", async (t) => {
  const people = await peopleWith({ mode: "all" });
  t.deepEqual(here(people), names);
  t.is(sharingOf(people.bob).keep.mode, "all");
  await end(t, people);
});

test("what is read is fetched, and what was used longest ago goes", async (t) => {
  const people = await peopleWith(some);
  t.deepEqual(here(people), []);
  for (const name of names) {
    read(people.bob, name);
    await people.pass(400);
    t.is(people.bob.waiting, 0, name);
  }
  await people.pass(2000);
  t.deepEqual(here(people), names.slice(-5));
  t.true(sharingOf(people.bob).keep.othersBytes <= some.budgetBytes);
  await end(t, people);
});

test("what was dropped is fetched again when it is read, and its room was freed", async (t) => {
  const people = await peopleWith(some);
  for (let round = 0; round < 4; round++) {
    for (const name of names) {
      read(people.bob, name);
      await people.pass(400);
      t.is(people.bob.waiting, 0, name);
    }
  }
  await people.pass(5000);
  const { storedBytes } = people.bob.machine.home.status();
  t.true(storedBytes < 2 * some.budgetBytes + 2 * 200_000, `${storedBytes}`);
  await end(t, people);
});

test("own data stays, whatever the budget is", async (t) => {
  const people = await peopleWith({ mode: "recent", budgetBytes: 1 });
  const own = names.map((name) => `own-${name}`);
  for (const [at, name] of own.entries()) writeFile(people.bob, name, 1000 + at);
  read(people.bob, "f3");
  await people.pass(5000);
  t.deepEqual(here(people, own), own);
  t.deepEqual(here(people), []);
  await people.restart();
  await people.pass(5000);
  t.deepEqual(here(people, own), own);
  await end(t, people);
});

test("data that was fetched and then written here too is own", async (t) => {
  const people = await peopleWith(some);
  read(people.bob, "f7");
  await people.pass(1000);
  writeFile(people.bob, "same", 7);
  for (const name of names.slice(10)) {
    read(people.bob, name);
    await people.pass(400);
  }
  await people.pass(2000);
  t.is(look(people.bob, "same"), "here");
  await end(t, people);
});

test("what is pinned is fetched, stays, and is followed when it moves or grows", async (t) => {
  const people = await peopleWith(some);
  const { alice, bob } = people;
  makeDirectory(alice, "papers");
  const papers = Array.from({ length: 12 }, (_, at) => `papers/p${at}`);
  for (const [at, path] of papers.slice(0, 8).entries()) writeFile(alice, path, 100 + at);
  await people.pass(3000);
  t.is(bob.ask({ kind: "pin", path: "papers" }).kind, "done");
  await people.pass(5000);
  t.deepEqual(here(people, papers), papers.slice(0, 8));
  for (const [at, path] of papers.slice(8).entries()) writeFile(alice, path, 200 + at);
  await people.pass(4000);
  t.deepEqual(here(people, papers), papers);
  rename(alice, "papers", "archive");
  await people.pass(2000);
  for (const name of names) {
    read(bob, name);
    await people.pass(300);
  }
  const moved = papers.map((path) => path.replace("papers", "archive"));
  t.deepEqual(here(people, moved), moved);
  const pins = [{ path: "archive", isThere: true }];
  t.deepEqual(bob.ask({ kind: "pins" }), { kind: "pins", pins });
  await people.restart();
  await people.pass(20_000);
  t.deepEqual(here(people, moved), moved);
  t.is(bob.ask({ kind: "unpin", path: "archive" }).kind, "done");
  await people.pass(20_000);
  t.true(here(people, moved).length <= 5);
  await end(t, people);
});

test("pinned data that came by itself moves into a pinned directory and stays", async (t) => {
  const people = await peopleWith(some);
  const { bob } = people;
  makeDirectory(bob, "pinned");
  t.is(bob.ask({ kind: "pin", path: "pinned" }).kind, "done");
  for (const name of names.slice(0, 12)) rename(bob, name, `pinned/${name}`);
  await people.pass(30_000);
  const moved = names.slice(0, 12).map((name) => `pinned/${name}`);
  t.deepEqual(here(people, moved), moved);
  await end(t, people);
});

test("what cannot be pinned is said: what is not there, and what is not pinned", async (t) => {
  const people = await peopleWith(some);
  const { bob } = people;
  t.regex(whyOf(bob.ask({ kind: "pin", path: "nothing/here" })), /nothing at nothing\/here/);
  t.regex(whyOf(bob.ask({ kind: "unpin", path: "f1" })), /f1 is not pinned/);
  t.is(bob.ask({ kind: "pin", path: "." }).kind, "done");
  await people.pass(8000);
  t.deepEqual(here(people), names);
  await end(t, people);
});

test("a pin of what is gone is listed and can be taken away", async (t) => {
  const people = await peopleWith(some);
  const { alice, bob } = people;
  t.is(bob.ask({ kind: "pin", path: "f1" }).kind, "done");
  unlink(alice, "f1");
  await people.pass(3000);
  const pins = [{ path: "f1", isThere: false }];
  t.deepEqual(bob.ask({ kind: "pins" }), { kind: "pins", pins });
  t.is(bob.ask({ kind: "unpin", path: "f1" }).kind, "done");
  t.deepEqual(bob.ask({ kind: "pins" }), { kind: "pins", pins: [] });
  await end(t, people);
});

test("what is asked for is fetched, and told how far it is", async (t) => {
  const people = await peopleWith({ mode: "none" });
  const { bob } = people;
  const question = { kind: "get", path: ".", token: "one" } as const;
  const first = figuresOf(bob.ask(question));
  t.is(first.state, "fetching");
  await people.pass(5000);
  const last = figuresOf(bob.ask(question));
  t.is(last.state, "done");
  t.is(last.blocks, count);
  t.is(last.bytes, count * dataBytes);
  t.is(last.bytesFetched, last.bytes);
  t.deepEqual(here(people), names);
  const again = { ...question, token: "two" };
  bob.ask(again);
  await people.pass(100);
  const { state, bytesHere, blocksFetched } = figuresOf(bob.ask(again));
  t.deepEqual([state, bytesHere, blocksFetched], ["done", last.bytes, 0]);
  await end(t, people);
});

test("what nobody has who is connected is said, with its author", async (t) => {
  const people = await peopleWith({ mode: "none" });
  const { bob, alice } = people;
  people.cut();
  await people.pass(2000);
  const question = { kind: "get", path: "f1", token: "one" } as const;
  bob.ask(question);
  await people.pass(5000);
  const figures = figuresOf(bob.ask(question));
  t.is(figures.state, "stuck");
  t.deepEqual(figures.needed, [alice.logId]);
  t.is(figures.blocksLacking, 1);
  await end(t, people);
});

test("a fetch that nobody asks about any more ends", async (t) => {
  const people = await peopleWith({ mode: "none" });
  const { bob } = people;
  people.cut();
  await people.pass(1000);
  bob.ask({ kind: "get", path: ".", token: "one" });
  await people.pass(500);
  t.true(sharingOf(bob).blocksToFetch > 0);
  await people.pass(20_000);
  t.is(sharingOf(bob).blocksToFetch, 0);
  await end(t, people);
});

test("who kept nothing and then keeps all fetches everything", async (t) => {
  const people = await peopleWith({ mode: "all" });
  await people.restart({ mode: "recent", budgetBytes: 1 });
  await people.pass(3000);
  t.deepEqual(here(people), []);
  await people.restart();
  await people.pass(3000);
  t.deepEqual(here(people), []);
  await people.restart({ mode: "all" });
  await people.pass(20_000);
  t.deepEqual(here(people), names);
  await end(t, people);
});

test("a damaged keep.json costs the pins and keeps everything", async (t) => {
  const people = await peopleWith(some);
  await people.bob.close();
  const { disk } = people.bob.machine.surroundings();
  t.is(disk.replaceFile("keep.json", Buffer.from("{}")), undefined);
  people.bob.machine.keep = undefined;
  await people.bob.start();
  // By a slow link a file takes the better part of a second.
  await people.pass(60_000);
  t.deepEqual(here(people), names);
  t.is(sharingOf(people.bob).keep.mode, "all");
});

function whyOf(answer: MemberAnswer): string {
  return answer.kind === "refused" ? answer.why : answer.kind;
}

function figuresOf(answer: MemberAnswer) {
  if (answer.kind !== "fetching") throw new Error(answer.kind);
  return answer.figures;
}

test("of data that does not come the file is named, and how to see who has it", async (t) => {
  const people = await peopleWith({ mode: "none" });
  const { bob, said } = people;
  people.cut();
  await people.pass(1000);
  const { shared } = bob.machine.home;
  const inode = inodeOf(bob, "f0") ?? rootInodeNumber;
  const outcome = shared?.handler.perform({ kind: "read", inode, offset: 0, length: dataBytes });
  if (outcome?.kind !== "needs") return t.fail(outcome?.kind);
  shared?.fetch("read", outcome.blocks);
  await people.pass(10_000);
  const lines = said.filter((line) => line.includes("did not come in time"));
  t.is(lines.length, 1);
  t.regex(lines[0] ?? "", /error: f0: its data is not on this machine.*: ivy get f0$/);
  await end(t, people);
});
