// Answers GET /metrics over HTTP, for Prometheus. Whoever reaches the address may ask, so it says
// nothing but figures, and holds few connections, for a short time, with small requests.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Trouble } from "../../dhash/core/index.ts";
import { errorCode, errorText, failureText } from "../failure.ts";
import { addressToText, type ListenAddress } from "../listen-address.ts";
import type { DaemonState } from "./figures-source.ts";
import { metricsContentType, metricsText } from "./metrics-text.ts";

const limits = {
  /** Prometheus needs one; a few more for people who look. */
  connections: 16,
  headerBytes: 8 * 1024,
  headerMilliseconds: 5000,
  requestMilliseconds: 10_000,
  /** How often those two are looked at. */
  checkMilliseconds: 2500,
} as const;

export type GatherState = () => Promise<DaemonState>;

export interface MetricsServer {
  /** With the port that the system has chosen, if it was left to it. */
  readonly url: string;
  /** From now on there are figures; until then the answer is 503. */
  publish(gather: GatherState): void;
  close(): void;
}

export async function serveMetrics(address: ListenAddress): Promise<MetricsServer | Trouble> {
  let gather: GatherState | undefined;
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headerMilliseconds,
      requestTimeout: limits.requestMilliseconds,
      connectionsCheckingInterval: limits.checkMilliseconds,
    },
    (request, response) => void answer(request, response, gather),
  );
  server.maxConnections = limits.connections;
  server.on("clientError", refuseNonsense);
  try {
    const port = await listen(server, address);
    return {
      url: `http://${addressToText({ host: address.host, port })}/metrics`,
      publish: (source) => {
        gather = source;
      },
      close: () => {
        server.close();
        server.closeAllConnections();
      },
    };
  } catch (error) {
    server.close();
    return listenTrouble(address, error);
  }
}

function listen(server: Server, { host, port }: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.removeListener("error", reject);
      // A connection that cannot be accepted is its client's trouble.
      server.on("error", () => {});
      const bound = server.address();
      resolve(typeof bound === "object" && bound !== null ? bound.port : port);
    });
  });
}

function listenTrouble(address: ListenAddress, error: unknown): Trouble {
  const thing = `--metrics ${addressToText(address)}`;
  const another = "Choose another with --metrics HOST:PORT.";
  const [cause, next] = listenCauses[errorCode(error) ?? ""] ?? [
    `cannot be listened at (${errorText(error)})`,
    another,
  ];
  return new Trouble("failed", failureText({ thing, cause, next: `${next} Not mounted.` }), error);
}

const listenCauses: Readonly<Record<string, readonly [cause: string, next: string]>> = {
  EADDRINUSE: [
    "another program listens there",
    "Choose another port, or end that program (ss -tlnp names it).",
  ],
  EACCES: ["this port is for root only", "Choose one from 1024 on."],
  EADDRNOTAVAIL: [
    "this machine does not have that address",
    "Name one of its own (ip address lists them), or 127.0.0.1.",
  ],
  ENOTFOUND: ["no such host is known", "Name an address of this machine, such as 127.0.0.1."],
  EAI_AGAIN: ["no such host is known", "Name an address of this machine, such as 127.0.0.1."],
};

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  gather: GatherState | undefined,
): Promise<void> {
  // A body has no meaning here, and the connection is not kept to read one.
  const hasBody = request.headers["content-length"] ?? request.headers["transfer-encoding"];
  if (hasBody !== undefined) response.setHeader("Connection", "close");
  const say = (status: number, text: string, type = "text/plain; charset=utf-8"): void => {
    response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(text) });
    response.end(request.method === "HEAD" ? undefined : text);
  };
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return say(405, "Only GET and HEAD.\n");
  }
  if (request.url?.replace(/\?.*$/, "") !== "/metrics") return say(404, "Metrics: /metrics\n");
  if (gather === undefined) return say(503, "Not mounted yet.\n");
  try {
    say(200, await metricsText(await gather()), metricsContentType);
  } catch (error) {
    say(500, `${errorText(error)}\n`);
  }
}

const nonsenseStatus: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

function refuseNonsense(error: Error, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy();
  const status = nonsenseStatus[errorCode(error) ?? ""] ?? "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
