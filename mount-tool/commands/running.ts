// What the daemon of a home says about itself.
import { isTrouble } from "../../dhash/core/index.ts";
import { askDaemon } from "../daemon/control-client.ts";
import type { ControlReply } from "../daemon/control-protocol.ts";
import { readDaemonRecord } from "../daemon/daemon-record.ts";
import { Failure, troubleToFailure } from "../failure.ts";

export type RunningState = Extract<ControlReply, { kind: "status" }>;

/** Undefined when none runs. A daemon that does not answer is a Failure. */
export async function askRunning(home: string): Promise<RunningState | undefined> {
  const daemon = readDaemonRecord(home);
  if (daemon === undefined) return undefined;
  const reply = await askDaemon(daemon, { kind: "status" });
  if (isTrouble(reply)) {
    if (reply.reason === "absent") return undefined;
    throw troubleToFailure(reply);
  }
  if (reply.kind === "failed") throw new Failure(reply.message);
  return reply.kind === "status" ? reply : undefined;
}
