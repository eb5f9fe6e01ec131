// What ivy status says of clocks that do not agree: files carry the time of whoever wrote them.
import type { PeerFigures } from "../network-options.ts";
import { clockApartSecondsMax } from "../network-options.ts";
import { secondsToText } from "../terminal.ts";

/** Where all others agree that this machine's clock is wrong, one row says so. */
export function clockRows(
  peers: readonly PeerFigures[],
  members: readonly { readonly logId: string; readonly name: string }[],
): [string, string][] {
  const named = peers.flatMap(({ logId, clockAheadSeconds: ahead }) => {
    const name = members.find((member) => member.logId === logId)?.name;
    return name === undefined || ahead === undefined ? [] : [{ name, ahead }];
  });
  const apart = named.filter(({ ahead }) => Math.abs(ahead) > clockApartSecondsMax);
  const [first] = apart;
  if (first === undefined) return [];
  if (apart.length > 1 && apart.length === named.length) {
    const far = differenceText(-first.ahead, "theirs");
    return [["CLOCK", `this machine's clock is ${far}, of all who are connected. ${effect}`]];
  }
  const names = apart.map(({ name, ahead }) => `${name}'s is ${differenceText(ahead, "this one")}`);
  return [["CLOCK", `${names.join(", ")}: somebody's clock is wrong. ${effect}`]];
}

const effect = "Files carry the time of whoever wrote them.";

function differenceText(ahead: number, of: string): string {
  return `${secondsToText(Math.abs(ahead))} ${ahead > 0 ? "ahead of" : "behind"} ${of}`;
}
