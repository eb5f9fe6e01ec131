// JSON lines over a stream socket: splits what arrives into lines, checks each, and closes on a
// peer that sends more than a line may hold.
import type { Socket } from "node:net";
import { type Check, parseChecked } from "../checked-json.ts";
import { controlLineBytesMax } from "./control-protocol.ts";

export interface LineReader<T> {
  readonly check: Check<T>;
  readonly onMessage: (message: T) => void;
  /**
   * Called once for the first line that is too long, not JSON, or not of the shape; the socket is
   * then closed.
   */
  readonly onNonsense: (why: string) => void;
}

export function readLines<T>(socket: Socket, reader: LineReader<T>): void {
  let pending = "";
  const refuse = (why: string) => {
    socket.removeListener("data", onData);
    reader.onNonsense(why);
    socket.end();
  };
  const onData = (chunk: string) => {
    const lines = (pending + chunk).split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) {
      const message = parseChecked(line, reader.check);
      if (message === undefined) {
        refuse(`a line is not a known message: ${line.slice(0, 80)}`);
        return;
      }
      reader.onMessage(message);
    }
    if (pending.length > controlLineBytesMax)
      refuse(`a line has more than ${controlLineBytesMax} bytes`);
  };
  socket.setEncoding("utf8");
  socket.on("data", onData);
}

export function writeLine(socket: Socket, message: object): void {
  socket.write(`${JSON.stringify(message)}\n`);
}
