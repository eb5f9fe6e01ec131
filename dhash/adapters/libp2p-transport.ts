// The way to the network: libp2p is loaded here and nowhere else, and only when it is asked for.
import type { Transport } from "../transport-port.ts";
import type { Libp2pOptions } from "./libp2p/options.ts";

/** Not started yet; loading takes about half a second the first time. */
export async function libp2pTransport(options: Libp2pOptions): Promise<Transport> {
  const { Libp2pTransport } = await import("./libp2p/transport.ts");
  return Libp2pTransport.make(options);
}
