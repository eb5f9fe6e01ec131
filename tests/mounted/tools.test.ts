// Real tools on a mount. Directories on a local disk can be tried by hand:
// IVY_TEST_DIRECTORY=/tmp/x.
import test from "ava";
import { makeIvyHome } from "../support/subject-ivy.ts";
import { whyNoMounts, whyNoProgram } from "../support/subject-machine.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";
import { runScript } from "./shell.ts";
import { toolScripts } from "./tools.ts";

const elsewhere = process.env["IVY_TEST_DIRECTORY"];
const impossible = elsewhere === undefined ? whyNoMounts() : undefined;
const temporary = makeTemporaryDirectory();
let directory = elsewhere ?? "";

test.before(async () => {
  if (impossible !== undefined || elsewhere !== undefined) return;
  const ivy = await makeIvyHome(temporary);
  directory = (await ivy.mount()).mountpoint;
});

test.after.always(() => temporary.remove());

for (const { name, programs, script } of toolScripts) {
  const reason = impossible ?? whyNoProgram(...programs);
  if (reason !== undefined) {
    test.skip(`${name} (${reason})`, (t) => t.pass());
    continue;
  }
  test.serial(name, async (t) => {
    t.timeout(120_000);
    await t.notThrowsAsync(runScript(script, { directory }));
  });
}
