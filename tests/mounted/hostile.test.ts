// Bad links, other versions and peers that talk nonsense, against real daemons: every command says
// what is wrong and what to do, nothing is lost, and members are served meanwhile.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import test, { type ExecutionContext } from "ava";
import { isTrouble, libp2pTransport, linkFrameBytesMax, nodeHasher } from "../../dhash/index.ts";
import type { InviteLink } from "../../logs/index.ts";
import { decodeInviteLink, encodeInviteLink, isMalformed } from "../../logs/index.ts";
import { channels } from "../../mount-tool/compose/sharing/channels.ts";
import { askDaemon } from "../../mount-tool/daemon/control-client.ts";
import { readDaemonRecord } from "../../mount-tool/daemon/daemon-record.ts";
import { type Peer, peersFor, sound, usual } from "../dhash/transport-peers.ts";
import { canMount, until } from "../support/ivy.ts";
import type { IvyHome, IvyMount } from "../support/subject-ivy.ts";
import { ivyHome } from "../support/subject-ivy.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";

const mounted = canMount ? test.serial : test.serial.skip;
const temporary = makeTemporaryDirectory();
const network = ["--no-nearby", "--listen", "/ip4/127.0.0.1/tcp/0"];
const hasher = nodeHasher();
/** Nobody listens there. */
const nowhere = "/ip4/127.0.0.1/tcp/1";

test.after.always(() => temporary.remove());

interface Host {
  readonly ivy: IvyHome;
  readonly mount: IvyMount;
}

async function hostOf(name: string): Promise<Host> {
  const ivy = ivyHome(temporary, name);
  const made = await ivy.run("init", "--name", "photos", "--participant", "alice");
  if (made.status !== 0) throw new Error(made.complaint);
  return { ivy, mount: await ivy.mount({ options: network }) };
}

async function linkOf({ ivy }: Host): Promise<string> {
  return (await ivy.run("invite")).output.trim();
}

function partsOf(link: string): InviteLink {
  const parts = decodeInviteLink(hasher, link);
  if (isMalformed(parts)) throw new Error(parts.why);
  return parts;
}

const withAddresses = (link: string, addresses: readonly string[]): string =>
  encodeInviteLink(hasher, { ...partsOf(link), addresses });

/** What `ivy join` says; "" when it worked. */
async function join(home: string, link: string, name: string, wait = "60"): Promise<string> {
  const ivy = ivyHome(temporary, home);
  const words = ["--name", name, "--wait", wait, ...network];
  const { status, complaint } = await ivy.run("join", link, ...words);
  return status === 0 ? "" : complaint.trim();
}

/** By the daemon itself: the command refuses a time that is over. */
async function expiredLink({ ivy }: Host): Promise<string> {
  const record = readDaemonRecord(ivy.home);
  const wish = { role: "writer", expires: 1_500_000_000, uses: 1 } as const;
  const reply = record && (await askDaemon(record, { kind: "invite", wish }));
  if (reply === undefined || isTrouble(reply) || reply.kind !== "invited") throw new Error("no");
  return reply.link;
}

mounted("each bad link is told from the others, and costs a good one nothing", async (t) => {
  t.timeout(300_000);
  const alice = await hostOf("alice");
  const link = await linkOf(alice);
  const dead = withAddresses(link, [nowhere]);
  // Long enough to try more than once.
  const joining = join("alone", dead, "alone", "8");
  t.regex(
    await join("bob", link.slice(0, 90), "bob"),
    /^LINK: .* missing or was changed\. Copy it/,
  );
  t.regex(await join("bob", "https://example.net", "bob"), /^LINK: .*does not look like ivy:/);
  const forNodes = (await alice.ivy.run("invite", "--role", "node")).output.trim();
  t.regex(await join("bob", forNodes, "bob"), /one for nodes.*ivy node/);
  t.regex(await join("bob", await expiredLink(alice), "bob"), /expired \d+ days ago.*another one/);
  const past = await alice.ivy.run("invite", "--expires", "2020-01-01T00:00:00Z");
  t.is(past.status, 2);
  t.regex(past.complaint, /--expires: .* is over already: it is 20/);
  t.regex(await join("bob", link, "Alice"), /called alice already; choose another name/i);
  t.is(await join("bob", withAddresses(link, [nowhere, ...partsOf(link).addresses]), "bob"), "");
  t.regex(await join("carl", link, "carl"), /was used as often as it may be; ask for another/);
  t.regex(await join("bob", link, "bob"), /holds the file system photos already/);
  const said = await joining;
  t.regex(said, /tcp\/1.*: nobody of this swarm answers: .*Trying again for 8 s\./);
  t.regex(
    said,
    /nobody of the file system answered \(.*tcp\/1\)\. Is the one who invited online\?/,
  );
  t.is(await join("alone", await linkOf(alice), "alone"), "", "the home is used again");
  t.is(await alice.mount.stop(), 0);
});

/** A peer made by hand that knows the swarm's secret. */
async function peerOf(t: ExecutionContext, name: string, link: string, newest = 1): Promise<Peer> {
  const { swarmSecret } = partsOf(link);
  const versions = { oldest: newest, newest };
  return peersFor(t, libp2pTransport)(name, { ...usual(name), swarmSecret, versions });
}

mounted("a link lets in while its maker is away, through who was connected then", async (t) => {
  t.timeout(200_000);
  const alice = await hostOf("maker");
  t.is(await join("helper", await linkOf(alice), "helper"), "");
  const helper = ivyHome(temporary, "helper");
  const mount = await helper.mount({ options: network });
  await until("they are connected", async () => {
    const { output } = await alice.ivy.run("peers", "--json");
    return JSON.parse(output).peers.length === 1;
  });
  writeFileSync(`${alice.mount.mountpoint}/file`, "of alice");
  await alsoSeen(alice, helper, "of alice");
  const link = await linkOf(alice);
  t.is(await alice.mount.stop(), 0);
  t.is(await join("late", link, "late"), "");
  const late = ivyHome(temporary, "late");
  const lates = await late.mount({ options: network });
  await until("it is there", () => existsSync(`${late.mountpoint}/file`));
  t.is(readFileSync(`${late.mountpoint}/file`, "utf8"), "of alice");
  for (const each of [mount, lates]) t.is(await each.stop(), 0);
});

mounted("another version is told with both versions, on both sides", async (t) => {
  t.timeout(200_000);
  const alice = await hostOf("old");
  const link = await linkOf(alice);
  const newer = await peerOf(t, "newer", link, 2);
  const { addresses } = partsOf(link);
  const result = await newer.transport.connect({ peer: undefined, addresses });
  t.is(isTrouble(result) && result.reason, "newer");
  const log = readFileSync(`${alice.ivy.home}/daemon.log`, "utf8");
  t.regex(log, /the caller \(ivy test \(newer\)\) speaks protocol version 2, the one called \(ivy/);
  const said = await join("ben", withAddresses(link, newer.transport.addresses()), "ben");
  t.regex(said, /caller \(ivy .*\) speaks protocol version 1, the one called \(.*newer\)\) 2/);
  t.regex(said, /The older one of the two programs needs an update/);
  t.is(await join("ben", link, "ben"), "");
  t.is(await alice.mount.stop(), 0);
});

mounted("who holds a link and talks nonsense on every channel disturbs nobody", async (t) => {
  t.timeout(300_000);
  const alice = await hostOf("victim");
  const link = await linkOf(alice);
  t.is(await join("guest", await linkOf(alice), "guest"), "");
  const bob = ivyHome(temporary, "guest");
  const bobs = await bob.mount({ options: network });
  const noise = Buffer.alloc(linkFrameBytesMax - 1, 0x0a);
  for (const [name, channel] of [...Object.entries(channels), ["no channel", 200] as const]) {
    const rogue = await peerOf(t, `rogue ${name}`, link);
    const { addresses } = partsOf(link);
    const id = sound(await rogue.transport.connect({ peer: undefined, addresses }));
    for (const size of [0, 1, 1000, 70_000, noise.length, noise.length, noise.length]) {
      // Who was parted from in between sends nothing more.
      rogue.transport.send(id, [Buffer.of(channel), noise.subarray(0, size)]);
    }
    const { status } = await bob.run("status");
    t.is(status, 0);
    await alsoSeen(alice, bob, name);
    await rogue.transport.close();
  }
  const memory = /^VmHWM:\s+(\d+) kB/m.exec(
    readFileSync(`/proc/${alice.mount.pid}/status`, "utf8"),
  );
  t.true(Number(memory?.[1]) < 700 * 1024, `${memory?.[1]} kB`);
  t.is(await bobs.stop(), 0);
  t.is(await alice.mount.stop(), 0);
  t.regex((await alice.ivy.run("verify")).output, /Everything is as it was/);
});

/** What Alice writes comes to Bob. */
async function alsoSeen(alice: Host, bob: IvyHome, text: string): Promise<void> {
  writeFileSync(`${alice.mount.mountpoint}/file`, text);
  const path = `${bob.mountpoint}/file`;
  const seen = async (): Promise<string> => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return "";
    }
  };
  await until(`it has come: ${text}`, async () => (await seen()) === text);
}
