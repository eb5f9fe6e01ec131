// What goes wrong outside reaches a program as the error that a local disk would give.
import test from "ava";
import { Trouble } from "../../dhash/index.ts";
import { errnoOfRefusal } from "../../fs/drivers/errno.ts";
import { troubleToRefusal } from "../../fs/trouble-refusal.ts";

test("a full disk, a used-up quota and a failing disk are ENOSPC, EDQUOT and EIO", (t) => {
  const numberOf = (reason: "full" | "over-quota" | "failed" | "damaged"): number =>
    errnoOfRefusal[troubleToRefusal(new Trouble(reason, "what happened"))];
  t.is(numberOf("full"), 28);
  t.is(numberOf("over-quota"), 122);
  t.is(numberOf("failed"), 5);
  t.is(numberOf("damaged"), 5);
});
