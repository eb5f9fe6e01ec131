// How many connections one address may open, so that a flood from it costs everybody else nothing:
// a bucket of attempts for each address, and limits on what is open at once.
import {
  addressesRemembered,
  connectionsPerAddressMax,
  openingsBurst,
  openingsMax,
  openingsPerAddressMax,
  openingsPerSecond,
} from "./transport-limits.ts";

interface Account {
  /** Attempts left, as of `at`. */
  tokens: number;
  at: number;
  /** Connections that have not proven anything yet. */
  openings: number;
  /** Connections in all, openings included. */
  connections: number;
}

export type Admission = "admitted" | "too-often" | "too-many";

/** Times are milliseconds of a clock that never goes back. */
export class OpeningBudget {
  readonly #accounts = new Map<string, Account>();
  #openings = 0;

  /** Asks for one more connection from this address. Every "admitted" is followed by at most one
   *  `opened` and by exactly one `closed`. */
  admit(address: string, now: number): Admission {
    const account = this.#accountOf(addressGroup(address), now);
    if (account.tokens < 1) return "too-often";
    account.tokens -= 1;
    if (account.openings >= openingsPerAddressMax || this.#openings >= openingsMax) {
      return "too-many";
    }
    if (account.connections >= connectionsPerAddressMax) return "too-many";
    account.openings += 1;
    account.connections += 1;
    this.#openings += 1;
    return "admitted";
  }

  /** The connection has proven that it belongs here: it is no longer an opening. */
  opened(address: string): void {
    const account = this.#accounts.get(addressGroup(address));
    if (account === undefined) return;
    account.openings -= 1;
    this.#openings -= 1;
  }

  closed(address: string, wasOpened: boolean): void {
    if (!wasOpened) this.opened(address);
    const account = this.#accounts.get(addressGroup(address));
    if (account !== undefined) account.connections -= 1;
  }

  #accountOf(group: string, now: number): Account {
    const known = this.#accounts.get(group);
    if (known === undefined) return this.#openAccount(group, now);
    const earned = ((now - known.at) / 1000) * openingsPerSecond;
    known.tokens = Math.min(openingsBurst, known.tokens + Math.max(0, earned));
    known.at = now;
    return known;
  }

  #openAccount(group: string, now: number): Account {
    if (this.#accounts.size >= addressesRemembered) this.#forgetOldest();
    const account = { tokens: openingsBurst, at: now, openings: 0, connections: 0 };
    this.#accounts.set(group, account);
    return account;
  }

  #forgetOldest(): void {
    for (const [group, { connections }] of this.#accounts) {
      if (connections > 0) continue;
      this.#accounts.delete(group);
      return;
    }
  }
}

/** An IPv4 address, or the /64 of an IPv6 one, which is what one customer gets. */
function addressGroup(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%")[0]?.split("::") ?? [];
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const words = [...first, ...new Array<string>(zeros).fill("0"), ...last];
  return words.slice(0, 4).join(":");
}
