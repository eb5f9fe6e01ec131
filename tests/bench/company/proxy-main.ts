// A link of our own between processes: passes on TCP connections and holds each byte back for so
// many milliseconds, both ways, with as much bandwidth as the machine has. proxy-main.ts ROUTES
// takes them as JSON, prints the ports that it listens on as a line of JSON, and ends with its
// input.
import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import type { ProxyRoutes, Route } from "./proxy.ts";
import { isWaitLong, waitMilliseconds } from "./proxy.ts";

/** More than any bandwidth here fills in a round trip; a source waits while so much is held. */
const heldBytesMax = 256 * 1024 * 1024;

const { delayMilliseconds, routes }: ProxyRoutes = JSON.parse(process.argv[2] ?? "");
const servers = await Promise.all(routes.map(listen));
console.log(JSON.stringify(servers.map((server) => addressOf(server).port)));
process.stdin.on("end", () => process.exit(0)).resume();

async function listen(route: Route): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ ...route.to, allowHalfOpen: true, noDelay: true });
    // To connect takes a round trip; this end has accepted at once.
    const openedAt = performance.now() + 2 * delayMilliseconds;
    pass(near, far, openedAt);
    pass(far, near, openedAt);
  });
  server.listen(route.listen);
  await once(server, "listening");
  return server;
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it has no port");
  return address;
}

interface Held {
  readonly due: number;
  /** Undefined: the source has ended. */
  readonly chunk: Buffer | undefined;
}

function pass(source: Socket, target: Socket, openedAt: number): void {
  const held: Held[] = [];
  let heldBytes = 0;
  let isWaiting = false;
  const hold = (chunk: Buffer | undefined): void => {
    held.push({ due: Math.max(performance.now(), openedAt) + delayMilliseconds, chunk });
    heldBytes += chunk?.length ?? 0;
    if (heldBytes > heldBytesMax) source.pause();
    if (!isWaiting) release();
  };
  const release = (): void => {
    isWaiting = false;
    for (let first = held[0]; first !== undefined; first = held[0]) {
      const left = first.due - performance.now();
      if (left > 0) {
        isWaiting = true;
        if (isWaitLong(left)) setTimeout(release, waitMilliseconds(left));
        else setImmediate(release);
        return;
      }
      held.shift();
      if (first.chunk === undefined) target.end();
      else target.write(first.chunk);
      heldBytes -= first.chunk?.length ?? 0;
    }
    if (source.isPaused()) source.resume();
  };
  source.on("data", hold);
  source.on("end", () => hold(undefined));
  // Whoever breaks off breaks the other side's connection, too.
  source.on("error", () => target.destroy());
  source.on("close", (isBroken) => isBroken && target.destroy());
}
