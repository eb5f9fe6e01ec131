// A directory of 100,000 entries on a mount, made, listed while it changes, and counted.
import test from "ava";
import { largeCases } from "../conformance/cases/large.ts";
import { runCases } from "../conformance/run-cases.ts";
import { makeIvyHome } from "../support/subject-ivy.ts";
import { whyNoMounts } from "../support/subject-machine.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";

const secondsMax = 120;
const temporary = makeTemporaryDirectory();
const impossible = whyNoMounts();

test.after.always(() => temporary.remove());

for (const { name } of largeCases) {
  if (impossible !== undefined) {
    test.skip(`${name} (${impossible})`, (t) => t.pass());
    continue;
  }
  test(name, async (t) => {
    t.timeout((secondsMax + 30) * 1000);
    const mounted = await (await makeIvyHome(temporary)).mount();
    const [report] = await runCases(mounted.mountpoint, [name], { secondsMax });
    t.is(report?.failure, undefined);
    t.log(`${report?.milliseconds} ms`);
    t.is(await mounted.stop(), 0);
  });
}
