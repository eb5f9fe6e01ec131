// The proofs that need no root, as an ordinary user who mounts through fusermount3: the same test
// files, run once more by root who became that user. IVY_ORDINARY_ALL=1 runs all of them, with as
// many rounds as their own variables say.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { finish } from "../support/subject-ivy.ts";
import { openDevice, whyNoMounts, whyNoProgram, whyNotRoot } from "../support/subject-machine.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";

const nobody = 65_534;
const project = resolve(import.meta.dirname, "../..");
const runner = fileURLToPath(new URL("../entrypoints/cli.js", import.meta.resolve("ava")));
const impossible =
  whyNotRoot() ?? whyNoMounts() ?? whyNoProgram("fusermount3", "setpriv", "unshare");
const temporary = makeTemporaryDirectory();

test.after.always(() => temporary.remove());

const files = ["crash/crash", "concurrency/concurrency", "tools", "lifecycle"].map(
  (name) => `tests/mounted/${name}.test.ts`,
);
const isAll = process.env["IVY_ORDINARY_ALL"] === "1";
/** Of the tools and of lives and deaths some, which differ most for an ordinary user. */
const titles = [
  "*SIGKILL*",
  "*sixteen*",
  "*ends under load*",
  "git *",
  "sqlite3*wal*",
  "tar and rsync*",
  "the dead mount of a killed daemon*",
];
const variables = isAll ? {} : { IVY_CRASH_ROUNDS: "2", IVY_CONCURRENCY_ROUNDS: "6" };

/**
 * The project is shown to the user at another place, in a mount namespace of its own: it may lie
 * where others cannot enter.
 */
const script = `
  mount --bind "$PROJECT" "$PLACE/project"
  mount --bind "$(dirname "$NODE")" "$PLACE/node"
  cd "$PLACE/project"
  exec setpriv --reuid ${nobody} --regid ${nobody} --clear-groups \\
    "$PLACE/node/node" "$PLACE/project/\${RUNNER#"$PROJECT"/}" "$@"`;

const name = "an ordinary user has the same proofs";
const declare = impossible === undefined ? test : test.skip;

declare(impossible === undefined ? name : `${name} (${impossible})`, async (t) => {
  t.timeout(isAll ? 3_600_000 : 600_000);
  openDevice();
  const place = temporary.path;
  for (const directory of ["project", "node"]) mkdirSync(`${place}/${directory}`);
  const env = {
    ...process.env,
    ...variables,
    PATH: `${place}/node:${process.env["PATH"]}`,
    HOME: "/nonexistent",
    PROJECT: project,
    PLACE: place,
    NODE: process.execPath,
    RUNNER: runner,
  };
  const matching = isAll ? [] : titles.flatMap((title) => ["--match", title]);
  const words = ["--mount", "--propagation", "private", "sh", "-euc", script, "sh"];
  const child = spawn("unshare", [...words, ...files, ...matching], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { status, output, complaint } = await finish(child, isAll ? 3500 : 580);
  t.is(status, 0, `${output.slice(-6000)}\n${complaint.slice(-2000)}`);
  t.regex(output, /\d+ tests passed/);
  if (!isAll) t.notRegex(output, /\[skip\]/);
});
