// The command line's end of the control socket: one request, one reply, with a time limit.
import { connect } from "node:net";
import { Trouble } from "../../dhash/core/index.ts";
import { readLines, writeLine } from "./control-lines.ts";
import { type ControlReply, type ControlRequest, isControlReply } from "./control-protocol.ts";
import { type DaemonRecord, readDaemonRecord } from "./daemon-record.ts";

const replySecondsMax = 10;

/** The first invite opens the network, which on a busy machine takes its time. */
const changeSecondsMax = 60;

/** Writing back and syncing what programs have written may take this long on a slow disk. */
const stopSecondsMax = 600;

/** A daemon, or a node, which mounts nothing. */
type Asked = Pick<DaemonRecord, "pid" | "controlSocket"> & { readonly mountpoint?: string };

/** "absent": nobody listens there. "busy": the daemon does not answer within the limit. */
export function askDaemon(daemon: Asked, request: ControlRequest): Promise<ControlReply | Trouble> {
  const seconds = secondsFor(request);
  return new Promise((resolve) => {
    const socket = connect(daemon.controlSocket);
    const finish = (reply: ControlReply | Trouble) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reply);
    };
    const timer = setTimeout(() => finish(silent(daemon, seconds)), seconds * 1000);
    socket.on("error", (error) => finish(unreachable(daemon, error)));
    socket.on("close", () => finish(unreachable(daemon, undefined)));
    readLines(socket, {
      check: isControlReply,
      onMessage: finish,
      onNonsense: (why) => finish(new Trouble("damaged", `${thingOf(daemon)}: ${why}.`)),
    });
    socket.on("connect", () => writeLine(socket, request));
  });
}

function secondsFor({ kind }: ControlRequest): number {
  if (kind === "stop") return stopSecondsMax;
  return kind === "status" || kind === "sharing" ? replySecondsMax : changeSecondsMax;
}

/** The daemon of this home, if one is running and answers or at least listens. */
export async function findDaemon(home: string): Promise<DaemonRecord | undefined> {
  const daemon = readDaemonRecord(home);
  if (daemon === undefined) return undefined;
  const reply = await askDaemon(daemon, { kind: "status" });
  const isGone = reply instanceof Trouble && reply.reason === "absent";
  return isGone ? undefined : daemon;
}

function thingOf({ pid, mountpoint }: Asked): string {
  return mountpoint === undefined ? `node ${pid}` : `daemon ${pid} of ${mountpoint}`;
}

function silent(daemon: Asked, seconds: number): Trouble {
  return new Trouble(
    "busy",
    `${thingOf(daemon)}: no answer within ${seconds} s. ` +
      `Look into daemon.log in its home; if it hangs, end it with kill -9 ${daemon.pid}.`,
  );
}

function unreachable(daemon: Asked, cause: unknown): Trouble {
  const next =
    daemon.mountpoint === undefined
      ? "If it has died, start it again: ivy node"
      : "If it has died, mount again: ivy mount replaces what it left.";
  const what = `does not listen on ${daemon.controlSocket}`;
  return new Trouble("absent", `${thingOf(daemon)}: ${what}. ${next}`, cause);
}
