// With --locks shared, locks of one participant's programs keep out those of another's; and a
// database that two write at the same time is whole. IVY_SQLITE_ROUNDS says how often each writes.
import { execFile, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import test, { type ExecutionContext } from "ava";
import { flags } from "../../support/child/files.ts";
import type { LockRange } from "../../support/child/locks.ts";
import { startPeer } from "../../support/child/peer.ts";
import { whyNoProgram } from "../../support/subject-machine.ts";
import { childOptions, makeTemporaryDirectory } from "../../support/temporary.ts";
import type { Network } from "./network.ts";
import { allConnected, makeCompany, until } from "./party.ts";
import { machinesOn, whyNoCompany } from "./people.ts";

const rounds = Number(process.env["IVY_SQLITE_ROUNDS"] ?? 10);
const options = ["--consistency", "strict", "--locks", "shared"];
const title = "locks hold between participants, and a database that both write is whole";
const impossible = whyNoCompany ?? whyNoProgram("sqlite3", "flock");
const declare = impossible === undefined ? test : test.skip;
const temporary = makeTemporaryDirectory();
const run = promisify(execFile);
let network: Network | undefined;

test.after.always(async () => {
  network?.end();
  await temporary.remove();
});

const first: LockRange = { start: 0, length: 10 };
const second: LockRange = { start: 10, length: 10 };

/** A program on each side has the file open. */
function lockEachOther(t: ExecutionContext, ofAlice: string, ofBob: string): void {
  const [alice, bob] = [startPeer(), startPeer()];
  const open = (peer: typeof alice, path: string): number =>
    peer.ask({ do: "open", path, flags: flags.readWrite }).fd ?? -1;
  const [here, there] = [open(alice, ofAlice), open(bob, ofBob)];
  t.deepEqual(alice.ask({ do: "lock-file", fd: here, kind: "exclusive" }), {});
  t.is(bob.ask({ do: "lock-file", fd: there, kind: "shared" }).refused, "EAGAIN");
  t.deepEqual(alice.ask({ do: "lock-file", fd: here, kind: "shared" }), {});
  t.deepEqual(bob.ask({ do: "lock-file", fd: there, kind: "shared" }), {});
  t.is(alice.ask({ do: "lock-file", fd: here, kind: "exclusive" }).refused, "EAGAIN");
  bob.ask({ do: "lock-file", fd: there, kind: "unlock" });
  t.deepEqual(alice.ask({ do: "lock-file", fd: here, kind: "exclusive" }), {});

  const lock = (peer: typeof alice, fd: number, range: LockRange) =>
    peer.ask({ do: "lock-range", fd, kind: "exclusive", range });
  t.deepEqual(lock(alice, here, first), {});
  t.regex(lock(bob, there, first).refused ?? "", /EAGAIN|EACCES/);
  t.deepEqual(lock(bob, there, second), {});
  alice.ask({ do: "write", fd: here, offset: 0, text: "of alice" });
  bob.send({ do: "wait-range", fd: there, kind: "exclusive", range: first });
  alice.ask({ do: "lock-range", fd: here, kind: "unlock", range: first });
  t.deepEqual(bob.receive(), {}, "whoever waits gets it");
  t.is(bob.ask({ do: "read", fd: there, offset: 0, length: 8 }).text, "of alice");
  t.regex(lock(alice, here, second).refused ?? "", /EAGAIN|EACCES/);
  bob.leave();
  alice.send({ do: "wait-range", fd: here, kind: "exclusive", range: { start: 0, length: 0 } });
  t.deepEqual(alice.receive(), {}, "the locks of a process that ends are free");
  // flock(1) has its waiting interrupted by an alarm.
  const inTime = (path: string) => spawnSync("flock", ["-w", "1", path, "true"]).status;
  t.is(inTime(ofBob), 1, "it waits in vain");
  alice.leave();
  t.is(spawnSync("flock", ["-w", "30", ofBob, "true"]).status, 0);
  t.is(inTime(ofAlice), 0);
}

async function writeDatabase(t: ExecutionContext, paths: readonly string[]): Promise<void> {
  const database = (path: string): string => `${path}/data.sqlite`;
  const sqlite = async (path: string, script: string): Promise<string> => {
    const words = ["-bail", "-cmd", ".timeout 240000", database(path), script];
    return (await run("sqlite3", words, childOptions(temporary))).stdout.trim();
  };
  const [one = ""] = paths;
  await sqlite(
    one,
    "CREATE TABLE n (v INTEGER); INSERT INTO n VALUES (0); CREATE TABLE l (who, at);",
  );
  await Promise.all(
    paths.map(async (path, who) => {
      for (let at = 0; at < rounds; at++) {
        const insert = `INSERT INTO l VALUES (${who}, ${at})`;
        await sqlite(path, `BEGIN IMMEDIATE; UPDATE n SET v = v + 1; ${insert}; COMMIT;`);
      }
    }),
  );
  for (const path of paths) {
    t.is(await sqlite(path, "PRAGMA integrity_check"), "ok");
    t.is(await sqlite(path, "SELECT v FROM n"), String(rounds * paths.length));
    t.is(await sqlite(path, "SELECT count(*) FROM l"), String(rounds * paths.length));
  }
}

declare(impossible === undefined ? title : `${title} (${impossible})`, async (t) => {
  t.timeout(900_000);
  const made = await machinesOn(temporary, ["alice", "bob"]);
  network = made.network;
  const company = await makeCompany(temporary, made.machines, options);
  await allConnected(company);
  const [alice, bob] = company;
  if (alice === undefined || bob === undefined) return t.fail();
  writeFileSync(`${alice.path}/file`, "");
  t.is(readFileSync(`${bob.path}/file`, "utf8"), "");
  lockEachOther(t, `${alice.path}/file`, `${bob.path}/file`);
  await writeDatabase(t, [alice.path, bob.path]);

  // Who is gone has no locks for long.
  const holder = startPeer();
  const fd = holder.ask({ do: "open", path: `${bob.path}/file`, flags: flags.readWrite }).fd ?? -1;
  t.deepEqual(holder.ask({ do: "lock-file", fd, kind: "exclusive" }), {});
  await bob.mounted.kill();
  const tryLock = () => spawnSync("flock", ["-n", `${alice.path}/file`, "true"]).status;
  await until(tryLock, (status) => status === 0);
  holder.leave();
  t.is(await alice.mounted.stop(), 0);
});
