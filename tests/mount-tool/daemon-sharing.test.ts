// The daemon's part in sharing, without a thread that serves a home: what it answers when it cannot
// ask anybody, and when the network does not open.
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import test, { type ExecutionContext } from "ava";
import { isBlockKey } from "../../dhash/index.ts";
import { DaemonSharing } from "../../mount-tool/daemon/sharing.ts";
import type { FromSharing, Swarm, ToSharing } from "../../mount-tool/sharing-messages.ts";
import { seedOf } from "../dhash/transport-peers.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";

const temporary = makeTemporaryDirectory();
test.after.always(() => temporary.remove());

const wish = { role: "writer", expires: undefined, uses: 1 } as const;
const nobody = {
  ...{ members: [], blocksWaitedFor: 0, blocksToFetch: 0, blocksServed: 0, blocksReceived: 0 },
  keep: { mode: "all", othersBytes: 0, isCounting: false, pins: 0, blocksPinnedLacking: 0 },
  placing: {
    ...{ nodes: 0, nodesConnected: 0, machines: 0, copiesWanted: 3, placed: 0, recordsPlaced: 0 },
    ...{ blocksPlacing: 0, blocksUnderReplicated: 0, blocksRefusedByOthers: 0 },
  },
  elsewhere: { records: 0, data: 0 },
  habits: { consistency: "push", locks: "local" },
  lent: undefined,
} as const;

/** A thread that answers at once. */
class Thread {
  readonly ended = Promise.withResolvers<never>().promise;
  readonly heard: ToSharing[] = [];
  say: (message: FromSharing) => void = () => {};

  hearSharing(listener: (message: FromSharing) => void): void {
    this.say = listener;
  }

  tell(message: ToSharing): void {
    this.heard.push(message);
    if (message.kind !== "ask") return;
    const { id, question } = message;
    const isInvite = question.kind === "invite";
    const answer = isInvite
      ? ({ kind: "invited", inviteSeed: Buffer.alloc(32, 1) } as const)
      : ({ kind: "sharing", sharing: nobody } as const);
    this.say({ kind: "answer", id, answer });
  }
}

function swarm(isShared: boolean): Swarm {
  const fileSystemId = `12${createHash("sha256").digest("hex")}`;
  if (!isBlockKey(fileSystemId)) throw new Error("a block key");
  const seed = seedOf("daemon-sharing");
  return { fileSystemId, seed, secret: Buffer.alloc(32, 5), members: [], isShared };
}

function begin(
  t: ExecutionContext,
  name: string,
  { listen = "/ip4/127.0.0.1/tcp/0", readOnly = false } = {},
) {
  const home = `${temporary.path}/${name}`;
  mkdirSync(home);
  const thread = new Thread();
  const network = { listen: [listen], announce: [], isFoundNearby: false };
  const told: string[] = [];
  const log = (_level: string, message: string) => void told.push(message);
  const sharing = new DaemonSharing({ home, mountpoint: "/m", readOnly, network, thread, log });
  t.teardown(() => sharing.close());
  return { home, thread, sharing, told };
}

test("mounted with --read-only it says so at once, whatever is asked", async (t) => {
  const { home, thread, sharing } = begin(t, "read-only", { readOnly: true });
  for (const kind of ["sharing", "conflicts", "leave", "invite-node", "pins"] as const) {
    const reply = await sharing.answer({ kind });
    const why = "mounted with --read-only, so not connected with others";
    const next = "Unmount it (ivy umount /m), and mount it without --read-only.";
    t.deepEqual(reply, { kind: "failed", message: `home ${home}: ${why}. ${next}` });
  }
  t.deepEqual(thread.heard, []);
});

test("a network that was asked for too early opens when it can", async (t) => {
  const { thread, sharing } = begin(t, "early");
  t.is((await sharing.answer({ kind: "invite", wish })).kind, "failed");
  thread.say({ kind: "swarm", swarm: swarm(false) });
  t.is((await sharing.answer({ kind: "invite", wish })).kind, "invited");
  t.is(sharing.networkTrouble(), undefined);
});

test("a port that another program has is told, and taken when it is free", async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const place = other.address();
  if (place === null || typeof place === "string") return t.fail();
  const listen = `/ip4/127.0.0.1/tcp/${place.port}`;
  const { thread, sharing, told } = begin(t, "taken", { listen });
  thread.say({ kind: "swarm", swarm: swarm(true) });
  const failed = await sharing.answer({ kind: "invite", wish });
  const text = sharing.networkTrouble();
  t.deepEqual(failed, { kind: "failed", message: text });
  t.regex(text ?? "", /^the network: cannot listen on .*EADDRINUSE.*tried again every 30 s\./);
  t.regex(text ?? "", /: ivy umount \/m, then ivy mount --home .* --listen ADDRESS \/m$/);
  t.deepEqual(await sharing.answer({ kind: "invite", wish }), failed);
  t.is(told.length, 1);
  const reply = await sharing.answer({ kind: "sharing" });
  t.like(reply, { kind: "sharing", networkTrouble: text });
  await new Promise((resolve) => other.close(resolve));
  t.is((await sharing.answer({ kind: "invite", wish })).kind, "invited");
  t.is(sharing.networkTrouble(), undefined);
});
