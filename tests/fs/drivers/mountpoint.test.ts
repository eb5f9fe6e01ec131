// What is said of places that nothing can be mounted on.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { inspectMountpoint } from "../../../fs/drivers/linux/index.ts";

const directory = mkdtempSync(join(tmpdir(), "ivy-mountpoint-"));
test.after.always(() => rmSync(directory, { recursive: true }));

test("an empty directory is ready, under its real path", (t) => {
  mkdirSync(join(directory, "empty"));
  symlinkSync("empty", join(directory, "link"));
  t.deepEqual(inspectMountpoint(join(directory, "link")), {
    kind: "ready",
    path: join(directory, "empty"),
  });
});

test("missing, a file and a full directory are told apart", (t) => {
  writeFileSync(join(directory, "file"), "");
  mkdirSync(join(directory, "full", "inner"), { recursive: true });
  t.is(inspectMountpoint(join(directory, "absent")).kind, "missing");
  t.is(inspectMountpoint(join(directory, "absent", "deeper")).kind, "missing");
  t.is(inspectMountpoint(join(directory, "file")).kind, "not-directory");
  t.is(inspectMountpoint(join(directory, "full")).kind, "not-empty");
});

test("what another file system is mounted on is mounted", (t) => {
  t.like(inspectMountpoint("/proc"), { kind: "mounted", mount: { type: "proc" } });
});
