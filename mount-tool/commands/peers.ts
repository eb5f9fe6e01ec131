// ivy peers: the connections of this participant.
import { columns } from "../columns.ts";
import { homeWords } from "../home-paths.ts";
import { bytesToText, print, printJson } from "../terminal.ts";
import { ask } from "./ask.ts";

export async function peers({
  home,
  json,
}: {
  readonly home: string;
  readonly json: boolean;
}): Promise<void> {
  const company = await ask(home, { kind: "sharing" }, "sharing");
  const { sharing, peers: connected, addresses, networkTrouble } = company;
  if (json) return printJson({ addresses, peers: connected ?? [], networkTrouble });
  if (networkTrouble !== undefined) return print(networkTrouble);
  if (connected === undefined) {
    const next = `See: ivy invite${homeWords(home)}`;
    return print(`Nobody else is in the file system, so the network is off. ${next}`);
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
