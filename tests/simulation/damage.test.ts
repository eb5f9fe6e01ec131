// Any single byte changed in any stored file is found by verify and never reaches a reader as data.
// Not covered, by design: the index over the packs (no part of the format, compared with the packs
// at each use), the daemon's own files, copies of damage set aside (logs/*/damaged-*.bin).
// IVY_DAMAGE_STRIDE=1 npx ava tests/simulation/damage.test.ts changes every byte, in three ways.
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import { contentOf, makeSmallHome } from "./small-home.ts";
import { readTree } from "./tree-reader.ts";
import type { Machine } from "./world.ts";

const stride = Number(process.env["IVY_DAMAGE_STRIDE"] ?? 61);
const small = await makeSmallHome();
const sound = small.machine.disk.contents();

test.serial("a home that nobody damaged is found sound, and shows its tree", async (t) => {
  const { machine, lines } = small;
  t.deepEqual(await problemsOf(machine), []);
  for (const start of ["start", "startReading"] as const) {
    t.is(await machine[start](), undefined);
    t.deepEqual(readTree(machine.home.volume), lines);
    machine.kill();
  }
});

for (const [path, bytes] of sound) {
  const name = path.replace(/[0-9a-f]{64}/, "ID");
  test.serial(`${name}: each changed byte is found, and never read as data`, async (t) => {
    // Small files are tried whole.
    const step = bytes.length < 600 ? Math.min(stride, 7) : stride;
    for (let position = 0; position < bytes.length; position += step) {
      const masks = stride === 1 ? [0xff, 1 << (position % 8), 0x20] : [maskAt(position)];
      for (const mask of masks) {
        t.is(await judgeChange({ path, position, mask }), "found");
      }
    }
  });
}

/** Any bits of the byte, in turn. */
function maskAt(position: number): number {
  return position % 3 === 0 ? 0xff : 1 << (position % 8);
}

interface Change {
  readonly path: string;
  readonly position: number;
  readonly mask: number;
}

async function judgeChange({ path, position, mask }: Change): Promise<string> {
  const { machine } = small;
  const bytes = Buffer.from(sound.get(path) ?? Buffer.alloc(0));
  bytes[position] = (bytes[position] ?? 0) ^ mask;
  const where = `byte ${position} ^ ${mask}`;
  machine.disk.restore(new Map([...sound, [path, bytes]]));
  const problems = await problemsOf(machine);
  for (const start of ["startReading", "start"] as const) {
    const trouble = await machine[start]();
    const wrong = trouble === undefined ? wrongLine(start) : undefined;
    machine.kill();
    if (wrong !== undefined) return `${where}: read as data: ${wrong}`;
  }
  machine.disk.restore(sound);
  return problems.length > 0 ? "found" : `${where}: verify finds nothing`;
}

async function problemsOf(machine: Machine): Promise<readonly string[]> {
  const report = await machine.verify();
  if (isTrouble(report)) return [report.message];
  return report.problems.map(({ thing, where, why }) => `${thing}, ${where}: ${why}`);
}

/**
 * A line about the tree that is not true. What is refused is no lie; a mount for reading only goes
 * on after damaged records, and shows what was true without them.
 */
function wrongLine(start: "start" | "startReading"): string | undefined {
  const { machine, lines, everTrue } = small;
  try {
    const seen = readTree(machine.home.volume);
    if (start === "startReading") return seen.find((line) => !everTrue.has(contentOf(line)));
    return seen.find((line) => !lines.includes(line));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return /answered (refused input-output|needs )$/.test(message) ? undefined : message;
  }
}
