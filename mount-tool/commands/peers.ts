// ivy peers: the connections of this participant.
import { columns } from "../columns.ts";
import { bytesToText, print, printJson } from "../terminal.ts";
import { ask } from "./ask.ts";

export async function peers({
  home,
  json,
}: {
  readonly home: string;
  readonly json: boolean;
}): Promise<void> {
  const { sharing, peers: connected, addresses } = await ask(home, { kind: "sharing" }, "sharing");
  if (json) return printJson({ addresses, peers: connected ?? [] });
  if (connected === undefined) {
    return print("Nobody else is in the file system, so the network is off. See: ivy invite");
  }
  const names = new Map(sharing.members.map(({ logId, name }) => [logId, name]));
  const rows = connected.map((peer) => [
    names.get(peer.logId) ?? (peer.isNode ? `node ${peer.peer}` : peer.peer),
    peer.isRelayed ? "through another peer" : "direct",
    peer.roundTripMilliseconds === undefined ? "" : `${peer.roundTripMilliseconds.toFixed(1)} ms`,
    bytesToText(peer.bytesSent),
    bytesToText(peer.bytesReceived),
    peer.address,
  ]);
  const head = ["PEER", "WAY", "ROUND TRIP", "SENT", "RECEIVED", "ADDRESS"];
  for (const row of columns([head, ...rows])) print(row);
  print(`This one is reached at: ${addresses.join(" ") || "no address"}`);
}
