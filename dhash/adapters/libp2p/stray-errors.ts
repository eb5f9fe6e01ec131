// Rejections that libp2p lets fall. It stops work that nobody waits for any more by aborting it,
// and in places does not look at what comes of that. They go no further than here; every
// other rejection stops the process as before.
const packages =
  /node_modules\/(@libp2p\/|@chainsafe\/|libp2p\/|it-|p-event|race-|any-signal|abort)/;

let users = 0;

/** Until the returned function is called. */
export function catchStrays(): () => void {
  users += 1;
  if (users === 1) process.on("unhandledRejection", onRejection);
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    users -= 1;
    if (users === 0) process.off("unhandledRejection", onRejection);
  };
}

function onRejection(reason: unknown): void {
  if (isStray(reason)) return;
  // As if nobody listened: with no other listener it becomes an uncaught exception.
  if (process.listenerCount("unhandledRejection") === 1) throw reason;
}

function isStray(reason: unknown): boolean {
  if (!(reason instanceof Error)) return isNetworkEvent(reason);
  return packages.test(reason.stack ?? "") || reason.name === "AbortError";
}

/** Some libp2p promises are rejected with the event that closed a stream. */
function isNetworkEvent(reason: unknown): boolean {
  return reason instanceof Event && /^(close|abort|reset)$/.test(reason.type);
}
