// The other end of probe-main.ts: a process that lives for one question.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { finish } from "../../support/subject-ivy.ts";
import type { TemporaryDirectory } from "../../support/temporary.ts";
import { childOptions } from "../../support/temporary.ts";

export type ProbeQuestion =
  /** How long after close(2) on one mount all others show a change. */
  | {
      readonly kind: "changes";
      readonly from: string;
      readonly to: readonly string[];
      readonly changes: number;
    }
  /** Writes random bytes. */
  | {
      readonly kind: "write";
      readonly path: string;
      readonly mebibytes: number;
      readonly callBytes: number;
    }
  /** How long a file takes to be read from the moment it is there. */
  | {
      readonly kind: "read";
      readonly path: string;
      readonly bytes: number;
      readonly secondsMax: number;
    }
  /** When files of others have come, and what a stat of the root took meanwhile. */
  | {
      readonly kind: "arrival";
      readonly mount: string;
      readonly first: string;
      readonly last: string;
      readonly secondsMax: number;
    }
  /** When a directory shows so many names. */
  | {
      readonly kind: "list";
      readonly path: string;
      readonly entries: number;
      readonly secondsMax: number;
    };

export interface ProbeAnswers {
  readonly changes: { readonly milliseconds: readonly number[] };
  readonly write: { readonly seconds: number };
  readonly read: { readonly seconds: number };
  readonly arrival: {
    readonly seconds: number;
    readonly firstSeconds: number;
    readonly longestMilliseconds: number;
  };
  /** By the clock that process.hrtime reads. */
  readonly list: { readonly atSeconds: number };
}

const program = fileURLToPath(new URL("probe-main.ts", import.meta.url));

export async function probe<Question extends ProbeQuestion>(
  temporary: TemporaryDirectory,
  question: Question,
  secondsMax = 300,
): Promise<ProbeAnswers[Question["kind"]]> {
  const words = [program, JSON.stringify(question)];
  const child = spawn(process.execPath, words, {
    ...childOptions(temporary),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { status, output, complaint } = await finish(child, secondsMax);
  if (status !== 0) throw new Error(`${question.kind}: ${complaint.trim()}`);
  return JSON.parse(output);
}
