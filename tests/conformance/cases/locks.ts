// Locks between processes: flock(2), fcntl(2) record locks, open file description locks.
import { strict as assert } from "node:assert";
import { close, flags, open } from "../../support/child/files.ts";
import {
  type LockRange,
  lockFile,
  lockRange,
  lockRangeOfOpenFile,
  whoLocks,
} from "../../support/child/locks.ts";
import { type Peer, startPeer } from "../../support/child/peer.ts";
import { refuses } from "../../support/subject.ts";
import type { DirectorySubject } from "../../support/subject-directory.ts";
import { bySystemCall } from "../case.ts";

const whole: LockRange = { start: 0, length: 0 };

interface TwoProcesses {
  readonly fd: number;
  readonly peer: Peer;
  readonly peerFd: number;
}

/** One file, open here and in a second process. */
function withPeer(s: DirectorySubject, run: (both: TwoProcesses) => void): void {
  s.create("f");
  const peer = startPeer();
  const fd = open(s.absolute("f"), flags.readWrite);
  try {
    const opened = peer.ask({ do: "open", path: s.absolute("f"), flags: flags.readWrite });
    assert.ok(opened.fd !== undefined, opened.refused);
    run({ fd, peer, peerFd: opened.fd });
  } finally {
    close(fd);
    peer.leave();
  }
}

export const lockCases = [
  bySystemCall("flock keeps another process out until it is released", (s) => {
    withPeer(s, ({ fd, peer, peerFd }) => {
      lockFile(fd, "exclusive");
      assert.equal(peer.ask({ do: "lock-file", fd: peerFd, kind: "shared" }).refused, "EAGAIN");
      lockFile(fd, "shared");
      assert.deepEqual(peer.ask({ do: "lock-file", fd: peerFd, kind: "shared" }), {});
      refuses("EAGAIN", () => lockFile(fd, "exclusive"));
      peer.ask({ do: "lock-file", fd: peerFd, kind: "unlock" });
      lockFile(fd, "exclusive");
    });
  }),

  bySystemCall("record locks exclude by range and name who holds them", (s) => {
    withPeer(s, ({ fd, peer, peerFd }) => {
      const first: LockRange = { start: 0, length: 10 };
      const second: LockRange = { start: 10, length: 10 };
      peer.ask({ do: "lock-range", fd: peerFd, kind: "exclusive", range: first });
      refuses(["EAGAIN", "EACCES"], () => lockRange(fd, "shared", { start: 9, length: 1 }));
      assert.equal(whoLocks(fd, "exclusive", whole), peer.pid);
      lockRange(fd, "exclusive", second);
      assert.equal(whoLocks(fd, "exclusive", second), undefined);
      const refused = peer.ask({ do: "lock-range", fd: peerFd, kind: "shared", range: second });
      assert.ok(refused.refused === "EAGAIN" || refused.refused === "EACCES");
    });
  }),

  bySystemCall("a process that waits for a record lock gets it when it is free", (s) => {
    withPeer(s, ({ fd, peer, peerFd }) => {
      lockRange(fd, "exclusive", whole);
      peer.send({ do: "wait-range", fd: peerFd, kind: "exclusive", range: whole });
      lockRange(fd, "unlock", whole);
      assert.deepEqual(peer.receive(), {});
      assert.equal(whoLocks(fd, "shared", whole), peer.pid);
    });
  }),

  bySystemCall("the locks of a process that ends are free", (s) => {
    s.create("f");
    const fd = open(s.absolute("f"), flags.readWrite);
    const peer = startPeer();
    const opened = peer.ask({ do: "open", path: s.absolute("f"), flags: flags.readWrite }).fd;
    assert.ok(opened !== undefined);
    peer.ask({ do: "lock-range", fd: opened, kind: "exclusive", range: whole });
    peer.ask({ do: "lock-file", fd: opened, kind: "exclusive" });
    refuses("EAGAIN", () => lockFile(fd, "shared"));
    peer.leave();
    lockFile(fd, "exclusive");
    lockRange(fd, "exclusive", whole);
    close(fd);
  }),

  bySystemCall("locks of two open files of one process exclude each other", (s) => {
    s.create("f");
    const one = open(s.absolute("f"), flags.readWrite);
    const two = open(s.absolute("f"), flags.readWrite);
    lockFile(one, "exclusive");
    refuses("EAGAIN", () => lockFile(two, "shared"));
    lockRangeOfOpenFile(one, "exclusive", { start: 0, length: 5 });
    refuses(["EAGAIN", "EACCES"], () =>
      lockRangeOfOpenFile(two, "shared", { start: 4, length: 5 }),
    );
    close(one);
    lockFile(two, "exclusive");
    lockRangeOfOpenFile(two, "exclusive", whole);
    close(two);
  }),
];
