// The exchange of records with peers, of a home's parts.
import { LogExchange } from "../../../logs/index.ts";
import type { HomeParts } from "../home-parts.ts";

export function recordExchange(parts: HomeParts): LogExchange {
  const { crypto, hasher, logs, views, sharing: store, around, file } = parts;
  const peers = logs.peers();
  if (peers === undefined) throw new Error("a home's logs have a place for those of others");
  const now = () => around.clock.now();
  const fileSystem = file.fileSystemId;
  return new LogExchange({ crypto, hasher, fileSystem, logs, views, store, now }, peers);
}
