// --metrics: where on the network the daemon answers. HOST:PORT, [HOST]:PORT for a host with
// colons, or PORT alone for this machine only.
import { type Check, isCount, isShape, isText } from "./checked-json.ts";
import { wronglyUsed } from "./failure.ts";

export interface ListenAddress {
  readonly host: string;
  /** 0: the system chooses a free one. */
  readonly port: number;
}

export const isListenAddress: Check<ListenAddress> = isShape({ host: isText, port: isCount });

const portMax = 65_535;
const form = /^(?:(?<host>[^:[\]/\s]+):|\[(?<wide>[0-9a-fA-F:.]+(?:%\w+)?)\]:)?(?<port>\d{1,5})$/;

export function parseListenAddress(text: string): ListenAddress {
  const { host, wide, port } = form.exec(text)?.groups ?? {};
  const thing = `--metrics: "${text}"`;
  const next = "Give HOST:PORT, [HOST]:PORT for IPv6, or PORT alone for 127.0.0.1.";
  if (port === undefined) throw wronglyUsed({ thing, cause: "is not a place to listen at", next });
  if (Number(port) > portMax) {
    throw wronglyUsed({ thing, cause: `ports go up to ${portMax}`, next });
  }
  return { host: host ?? wide ?? "127.0.0.1", port: Number(port) };
}

export function addressToText({ host, port }: ListenAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
