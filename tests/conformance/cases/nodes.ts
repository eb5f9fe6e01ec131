// FIFOs, sockets and devices.
import { strict as assert } from "node:assert";
import { close, flags, open, read, write } from "../../support/child/files.ts";
import { asUser } from "../../support/child/identity.ts";
import { openListeningSocket } from "../../support/child/sockets.ts";
import { refuses } from "../../support/subject.ts";
import { anywhere, bySystemCall } from "../case.ts";

const nullDevice = { major: 1, minor: 3 };

export const nodeCases = [
  anywhere("FIFOs and sockets keep their type and mode", (s) => {
    s.makeNode("p", { type: "fifo", mode: 0o620 });
    s.makeNode("s", { type: "socket", mode: 0o755 });
    assert.equal(s.facts("p").type, "fifo");
    assert.equal(s.facts("p").mode, 0o620);
    assert.equal(s.facts("s").type, "socket");
    assert.equal(s.facts("s").mode, 0o755);
    assert.equal(s.facts("p").size, 0);
  }),

  anywhere(
    "devices keep their numbers",
    (s) => {
      const numbers = [nullDevice, { major: 7, minor: 200 }, { major: 254, minor: 1 }];
      for (const [index, device] of numbers.entries()) {
        s.makeNode(`c${index}`, { type: "character", device });
        s.makeNode(`b${index}`, { type: "block", device });
        assert.deepEqual(s.facts(`c${index}`).device, device);
        assert.deepEqual(s.facts(`b${index}`).device, device);
        assert.equal(s.facts(`c${index}`).type, "character");
        assert.equal(s.facts(`b${index}`).type, "block");
      }
    },
    ["root"],
  ),

  anywhere("mknod makes plain files too", (s) => {
    s.makeNode("f", { type: "file", mode: 0o604 });
    assert.equal(s.facts("f").type, "file");
    assert.equal(s.facts("f").mode, 0o604);
  }),

  bySystemCall("what goes into a FIFO comes out of it", (s) => {
    s.makeNode("p", { type: "fifo" });
    const reading = open(s.absolute("p"), flags.readOnly | flags.nonBlocking);
    const writing = open(s.absolute("p"), flags.writeOnly);
    write(writing, "through the pipe");
    assert.equal(read(reading, 100).toString(), "through the pipe");
    close(writing);
    assert.equal(read(reading, 100).length, 0);
    close(reading);
    assert.equal(s.facts("p").size, 0);
  }),

  bySystemCall("opening a FIFO for writing without a reader is refused with ENXIO", (s) => {
    s.makeNode("p", { type: "fifo" });
    refuses("ENXIO", () => open(s.absolute("p"), flags.writeOnly | flags.nonBlocking));
  }),

  bySystemCall("a bound socket appears as one and cannot be opened", (s) => {
    const fd = openListeningSocket(s.absolute("s"));
    assert.equal(s.facts("s").type, "socket");
    refuses("ENXIO", () => open(s.absolute("s"), flags.readOnly));
    refuses("EADDRINUSE", () => openListeningSocket(s.absolute("s")));
    close(fd);
    s.unlink("s");
  }),

  bySystemCall(
    "a device node reaches its device",
    (s) => {
      s.makeNode("null", { type: "character", mode: 0o666, device: nullDevice });
      const fd = open(s.absolute("null"), flags.readWrite);
      assert.equal(write(fd, "gone"), 4);
      assert.equal(read(fd, 10).length, 0);
      close(fd);
    },
    ["root", "devices"],
  ),

  bySystemCall(
    "only root makes devices",
    (s) => {
      s.change("", { mode: 0o777 });
      asUser({ uid: 1234, gid: 1234 }, () => {
        refuses("EPERM", () => s.makeNode("c", { type: "character", device: nullDevice }));
        s.makeNode("p", { type: "fifo" });
      });
      assert.equal(s.facts("p").uid, 1234);
    },
    ["root", "caller"],
  ),
];
