// The daemon's end of the control socket. Only the same user can connect: the socket has mode 0600,
// in the home or in a private runtime directory.
import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Trouble } from "../../dhash/core/index.ts";
import { errorText } from "../failure.ts";
import type { SocketPlace } from "../home-paths.ts";
import { readLines, writeLine } from "./control-lines.ts";
import { type ControlReply, type ControlRequest, isControlRequest } from "./control-protocol.ts";
import { makePrivateDirectory } from "./mount-register.ts";

/** Must not throw; what fails is a reply of kind "failed". */
export type AnswerControl = (request: ControlRequest) => Promise<ControlReply>;

export interface ControlServer {
  /**
   * Takes no more connections, removes the socket, and waits a moment for clients to take their
   * replies.
   */
  close(): Promise<void>;
}

const replySecondsMax = 1;

/** Call with the home's lock held: a socket that lies there is of a dead daemon and is replaced. */
export async function serveControl(
  place: SocketPlace,
  answer: AnswerControl,
): Promise<ControlServer | Trouble> {
  try {
    if (place.privateDirectory !== undefined) makePrivateDirectory(place.privateDirectory);
    rmSync(place.path, { force: true });
    const server = createServer((socket) => serveClient(socket, answer));
    await listen(server, place.path);
    return {
      close: async () => {
        rmSync(place.path, { force: true });
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        await Promise.race([closed, wait(replySecondsMax * 1000, undefined, { ref: false })]);
      },
    };
  } catch (error) {
    const next = "Check that its directory is writable and private.";
    return new Trouble(
      "failed",
      `control socket ${place.path}: ${errorText(error)}. ${next}`,
      error,
    );
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.removeListener("error", reject);
      // A connection that cannot be accepted is its client's trouble, not the mount's.
      server.on("error", () => {});
      chmodSync(path, 0o600);
      resolve();
    });
  });
}

function serveClient(socket: Socket, answer: AnswerControl): void {
  // A client that goes away before its reply is nobody's trouble.
  socket.on("error", () => socket.destroy());
  readLines(socket, {
    check: isControlRequest,
    onMessage: (request) => {
      void answer(request).then((reply) => {
        if (socket.writable) writeLine(socket, reply);
      });
    },
    onNonsense: (why) => writeLine(socket, { kind: "failed", message: why } satisfies ControlReply),
  });
}
