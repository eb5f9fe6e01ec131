// The suite is worth something: a file system with one fault, put between the suite and a sound
// Volume, fails it.
import test from "ava";
import { type Outcome, type Request, rootInodeNumber } from "../../fs/core/index.ts";
import type { RequestHandler } from "../../fs/ports.ts";
import { memoryVolume } from "../support/memory-volume.ts";
import { volumeSubject } from "../support/subject-volume.ts";
import { allCases } from "./all-cases.ts";
import { tryCase } from "./report.ts";

/** Answers in place of the Volume. */
type Fault = (request: Request, ask: (request: Request) => Outcome) => Outcome;

const faults: Readonly<Record<string, Fault>> = {
  "the last byte of each write is lost": (request, ask) => {
    if (request.kind !== "write" || request.data.length < 2) return ask(request);
    const { length } = request.data;
    ask({ ...request, data: request.data.subarray(0, length - 1) });
    return { kind: "count", count: length };
  },
  "one value of a byte is written as another": (request, ask) => {
    if (request.kind !== "write") return ask(request);
    return ask({ ...request, data: request.data.map((byte) => (byte === 0x77 ? 0xee : byte)) });
  },
  "offsets lose their upper half": (request, ask) => {
    return request.kind === "read"
      ? ask({ ...request, offset: request.offset % 2 ** 32 })
      : ask(request);
  },
  "growing a file leaves its size": (request, ask) => {
    if (request.kind !== "set-attributes" || request.size === undefined) return ask(request);
    return ask({ ...request, size: Math.min(request.size, 9000) });
  },
  "holes are not punched": (request, ask) => {
    return request.kind === "allocate" && request.operation === "punch-hole"
      ? { kind: "done" }
      : ask(request);
  },
  "renaming without replacement replaces": (request, ask) => {
    if (request.kind !== "rename" || request.mode !== "no-replace") return ask(request);
    return ask({ ...request, mode: "replace" });
  },
  "exchanging is replacing": (request, ask) => {
    if (request.kind !== "rename" || request.mode !== "exchange") return ask(request);
    return ask({ ...request, mode: "replace" });
  },
  "an open file is forgotten with its name": (request, ask) => {
    const outcome = ask(request);
    if (request.kind === "lookup" && outcome.kind === "entry") {
      ask({ kind: "forget", inode: outcome.attributes.inode, references: 1 });
    }
    return outcome;
  },
  "the sticky bit is dropped": (request, ask) => {
    if (request.kind !== "set-attributes" || request.mode === undefined) return ask(request);
    return ask({ ...request, mode: request.mode & 0o6777 });
  },
  "the time of change stands still": (request, ask) => {
    const outcome = ask(request);
    if (outcome.kind !== "attributes") return outcome;
    const changed = { seconds: Math.floor(Date.now() / 1000), nanoseconds: 0 };
    return { ...outcome, attributes: { ...outcome.attributes, changed } };
  },
  "a hard link is a new file": (request, ask) => {
    if (request.kind !== "link") return ask(request);
    const made = { type: "file", mode: 0o644, umask: 0, device: 0, target: "" } as const;
    const caller = { uid: 0, gid: 0 };
    return ask({ kind: "make", parent: request.newParent, name: request.newName, caller, ...made });
  },
  "creating an attribute replaces it": (request, ask) => {
    return request.kind === "set-xattr" ? ask({ ...request, mode: "any" }) : ask(request);
  },
  "a listing forgets an entry where it goes on": (request, ask) => {
    if (request.kind !== "read-directory") return ask(request);
    let isFirst = request.cookie !== 0;
    const accept: typeof request.accept = (entry) => {
      const fits = isFirst || request.accept(entry);
      isFirst = false;
      return fits;
    };
    return ask({ ...request, accept });
  },
  "names are cut at 100 bytes": (request, ask) => {
    if (request.kind !== "make") return ask(request);
    return ask({ ...request, name: request.name.slice(0, 100) });
  },
};

for (const [fault, act] of Object.entries(faults)) {
  test(`noticed: ${fault}`, async (t) => {
    const sound = await memoryVolume();
    const faulty: RequestHandler = {
      perform: (request) => act(request, (asked) => sound.perform(asked)),
    };
    const noticing = allCases.find((one, index) => {
      if (one.on !== "any") return false;
      const report = tryCase(one.name, () => {
        sound.perform(makeDirectory(`case-${index}`));
        one.run(volumeSubject(faulty, `case-${index}`));
      });
      return report.failure !== undefined;
    });
    t.truthy(noticing);
    t.log(`by ${noticing?.name}`);
  });
}

function makeDirectory(name: string): Request {
  const made = { type: "directory", mode: 0o755, umask: 0, device: 0, target: "" } as const;
  const caller = { uid: 0, gid: 0 };
  return { kind: "make", parent: rootInodeNumber, name, caller, ...made };
}
