// What the exchange of records with peers is made of.
import type { BlockKey } from "../dhash/index.ts";
import type { Time } from "./core/time.ts";
import type { LogSet } from "./log-set.ts";
import type { Crypto, Hasher } from "./ports.ts";
import type { SharedViews } from "./shared-views.ts";
import type { SharingStore } from "./sharing-port.ts";

export interface LogExchangeOptions {
  readonly crypto: Crypto;
  readonly hasher: Hasher;
  readonly fileSystem: BlockKey;
  readonly logs: LogSet;
  readonly views: SharedViews;
  readonly store: SharingStore;
  readonly now: () => Time;
}
