// What one address may open: a flood of it is bounded, and others do not notice.
import test from "ava";
import { OpeningBudget } from "../../dhash/core/opening-budget.ts";
import {
  addressesRemembered,
  connectionsPerAddressMax,
  openingsBurst,
  openingsMax,
  openingsPerAddressMax,
  openingsPerSecond,
} from "../../dhash/core/transport-limits.ts";

test("ten thousand connections from one address cost at most a burst and a rate", (t) => {
  const budget = new OpeningBudget();
  let admitted = 0;
  for (let i = 0; i < 10_000; i++) {
    const now = i / 10;
    if (budget.admit("10.0.0.1", now) === "admitted") {
      admitted += 1;
      budget.closed("10.0.0.1", false);
    }
    if (i % 1000 === 0) {
      t.is(budget.admit(`10.0.1.${i / 1000}`, now), "admitted", "another address is served");
    }
  }
  t.is(admitted, openingsBurst + openingsPerSecond - 1);
});

test("openings that prove nothing are bounded for one address and for all", (t) => {
  const budget = new OpeningBudget();
  const admit = (address: string): boolean => budget.admit(address, 0) === "admitted";
  let count = 0;
  while (admit("10.0.0.1")) count += 1;
  t.is(count, openingsPerAddressMax);
  for (let i = 0; i < 1000; i++) if (admit(`10.1.${i >> 8}.${i & 255}`)) count += 1;
  t.is(count, openingsMax);
  budget.closed("10.0.0.1", false);
  t.true(admit("10.2.0.1"));
  t.false(admit("10.2.0.2"));
});

test("who has proven to belong here makes room for the next, up to a number", (t) => {
  const budget = new OpeningBudget();
  for (let i = 0; i < connectionsPerAddressMax; i++) {
    t.is(budget.admit("10.0.0.1", i * 1000), "admitted");
    budget.opened("10.0.0.1");
  }
  const later = connectionsPerAddressMax * 1000;
  t.is(budget.admit("10.0.0.1", later), "too-many");
  budget.closed("10.0.0.1", true);
  t.is(budget.admit("10.0.0.1", later + 1000), "admitted");
});

test("addresses of one customer are one", (t) => {
  const same = [
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"],
    ["2001:db8::1", "2001:db8:0:0:1:2:3:4"],
    ["fe80::1%eth0", "fe80::2%eth1"],
    ["::1", "::2"],
  ] as const;
  for (const [one, other] of same) {
    const budget = new OpeningBudget();
    for (let i = 0; i < openingsPerAddressMax; i++) budget.admit(one, 0);
    t.is(budget.admit(other, 0), "too-many", `${one} ${other}`);
    t.is(budget.admit("2001:db8:9:9::1", 0), "admitted");
  }
});

test("so many addresses are remembered and no more, the first one is forgotten first", (t) => {
  for (const others of [addressesRemembered - 1, addressesRemembered]) {
    const budget = new OpeningBudget();
    const knock = (address: string): string => {
      const answer = budget.admit(address, 0);
      if (answer === "admitted") budget.closed(address, false);
      return answer;
    };
    while (knock("10.255.0.1") === "admitted");
    for (let i = 0; i < others; i++) knock(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
    const isForgotten = others === addressesRemembered;
    t.is(knock("10.255.0.1"), isForgotten ? "admitted" : "too-often");
  }
});

test("among a million addresses none with a connection is forgotten", (t) => {
  const budget = new OpeningBudget();
  budget.admit("10.0.0.1", 0);
  budget.opened("10.0.0.1");
  for (let i = 0; i < 3 * addressesRemembered; i++) {
    const address = `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
    if (budget.admit(address, i) === "admitted") budget.closed(address, false);
  }
  let count = 1;
  while (budget.admit("10.0.0.1", 1e9 + 1000 * count) === "admitted") {
    budget.opened("10.0.0.1");
    count += 1;
  }
  t.is(count, connectionsPerAddressMax);
});
