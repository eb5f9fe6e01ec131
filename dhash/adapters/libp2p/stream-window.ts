// How much a peer may send ahead on a link. yamux grows a window little by little, and tells the
// other side after each frame that it may send on: a second frame, which wakes both processes. Here
// the window is whole from the start, and the other side is told when it has used half of it.
import { receiveWindowBytes } from "../../core/transport-limits.ts";

/** A stream of yamux 8, as far as it is of interest here. */
interface WindowedStream {
  /** Bytes of a whole window, and what is left of it. */
  recvWindow: number;
  recvWindowCapacity: number;
  /** Tells the other side, so that the window is whole again. */
  sendWindowUpdate: () => void;
}

/** A stream of another kind is left as it is. */
export function openWindow(stream: object): void {
  if (!isWindowed(stream)) return;
  const tell = stream.sendWindowUpdate.bind(stream);
  stream.recvWindow = Math.max(stream.recvWindow, receiveWindowBytes);
  tell();
  stream.sendWindowUpdate = () => {
    if (2 * stream.recvWindowCapacity <= stream.recvWindow) tell();
  };
}

function isWindowed(stream: object): stream is WindowedStream {
  return (
    "recvWindow" in stream &&
    typeof stream.recvWindow === "number" &&
    "recvWindowCapacity" in stream &&
    typeof stream.recvWindowCapacity === "number" &&
    "sendWindowUpdate" in stream &&
    typeof stream.sendWindowUpdate === "function"
  );
}
