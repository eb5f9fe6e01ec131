// The window of a link against streams of yamux itself: what it says to the other side, and when.
import { YamuxStream } from "@libp2p/yamux/stream";
import test from "ava";
import { Uint8ArrayList } from "uint8arraylist";
import { openWindow } from "../../dhash/adapters/libp2p/stream-window.ts";
import { receiveWindowBytes } from "../../dhash/core/transport-limits.ts";

const frameBytes = 64 * 1024;

/** A stream that is established, and what it told the other side: bytes that may come besides. */
function makeStream() {
  const told: number[] = [];
  const quiet = (): void => {};
  const log = Object.assign(quiet, {
    ...{ error: quiet, trace: quiet, enabled: false, newScope: () => log },
  });
  const stream = new YamuxStream({
    ...{ id: "1", streamId: 1, direction: "inbound", state: 3, log },
    maxStreamWindowSize: receiveWindowBytes,
    maxReadBufferLength: 2 * receiveWindowBytes,
    getRTT: () => 1,
    sendFrame: ({ length }) => {
      told.push(length);
      return true;
    },
  });
  stream.addEventListener("message", quiet);
  return { stream, told };
}

function hear(stream: YamuxStream, bytes: number): void {
  const header = { type: 0, flag: 0, streamID: 1, length: bytes };
  stream.handleData({ header, data: new Uint8ArrayList(new Uint8Array(bytes)) });
}

test("the whole window is open at once", (t) => {
  const { stream, told } = makeStream();
  openWindow(stream);
  t.deepEqual(told, [receiveWindowBytes - 256 * 1024]);
});

test("the other side is told nothing before it has used half of its window", (t) => {
  const { stream, told } = makeStream();
  openWindow(stream);
  told.length = 0;
  const half = receiveWindowBytes / 2 / frameBytes;
  for (let frame = 1; frame < half; frame++) hear(stream, frameBytes);
  t.deepEqual(told, []);
  hear(stream, frameBytes);
  t.deepEqual(told, [receiveWindowBytes / 2]);
});

test("a stream that is read again gets its window back", (t) => {
  const { stream, told } = makeStream();
  openWindow(stream);
  stream.pause();
  told.length = 0;
  for (let left = receiveWindowBytes; left > 0; left -= frameBytes) hear(stream, frameBytes);
  t.deepEqual(told, []);
  stream.resume();
  t.is(
    told.reduce((sum, bytes) => sum + bytes, 0),
    receiveWindowBytes,
  );
});

test("a stream of another kind is left as it is", (t) => {
  const stream = { recvWindow: 5 };
  openWindow(stream);
  t.deepEqual(stream, { recvWindow: 5 });
});
