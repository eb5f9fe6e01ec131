// A process that works on the mount until the mount dies: `workload-main.ts DIRECTORY JOURNAL
// SEED`.
import { workUntilDead } from "./workload.ts";

const [, , root, journal, seed] = process.argv;
if (root === undefined || journal === undefined) throw new Error("DIRECTORY JOURNAL SEED");
workUntilDead({ root, journal, seed: Number(seed), maps: true });
process.exit(0);
