// Asks the daemon of a home for something that only it can do.
import { isTrouble } from "../../dhash/core/index.ts";
import { askDaemon } from "../daemon/control-client.ts";
import type { ControlReply, ControlRequest } from "../daemon/control-protocol.ts";
import { readDaemonRecord } from "../daemon/daemon-record.ts";
import { Failure, failed, troubleToFailure } from "../failure.ts";
import { homeWords } from "../home-paths.ts";
import { requireHome } from "./require-home.ts";

/** The reply of the kind that is waited for; everything else is a Failure. */
export async function ask<Kind extends ControlReply["kind"]>(
  home: string,
  request: ControlRequest,
  kind: Kind,
): Promise<Extract<ControlReply, { kind: Kind }>> {
  requireHome(home);
  const daemon = readDaemonRecord(home);
  const reply = daemon === undefined ? undefined : await askDaemon(daemon, request);
  if (reply === undefined || (isTrouble(reply) && reply.reason === "absent")) {
    const next = `Mount it first: ivy mount${homeWords(home)} DIRECTORY`;
    throw failed({ thing: `home ${home}`, cause: "not mounted, so nobody is connected", next });
  }
  if (isTrouble(reply)) throw troubleToFailure(reply);
  if (reply.kind === "failed") throw new Failure(`ivy: ${reply.message}`);
  if (isOfKind(reply, kind)) return reply;
  throw new Failure(`ivy: the daemon of ${home} gave another answer than it was asked for.`);
}

function isOfKind<Kind extends ControlReply["kind"]>(
  reply: ControlReply,
  kind: Kind,
): reply is Extract<ControlReply, { kind: Kind }> {
  return reply.kind === kind;
}
