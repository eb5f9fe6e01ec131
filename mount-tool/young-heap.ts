// While a program is loaded, what is new and of no use a moment later (sources, syntax trees) would
// have V8 give each thread 32 MiB for new objects, and keep them: a fifth of an idle daemon. So
// that share does not grow meanwhile, in no thread of the process; work lets it grow.
import { setFlagsFromString } from "node:v8";

/**
 * Of a thread that serves requests: they wait while new objects are collected. With V8's own 96 MiB
 * that took up to 43 ms while 100,000 records were folded, with these 12, and less in all.
 */
export const youngMebibytesMax = 24;

/** By how much it grows when it is found too small; 2 is V8's own. */
const growth = { none: 1, usual: 2 } as const;

export function keepYoungHeapSmall(): void {
  setFlagsFromString(`--semi-space-growth-factor=${growth.none}`);
}

export function letYoungHeapGrow(): void {
  setFlagsFromString(`--semi-space-growth-factor=${growth.usual}`);
}
