// The suite on a mount that is root's alone, where the kernel checks no permissions.
import { declareIvySuite } from "./ivy-suite.ts";

const alone = "nobody but root is let in";

declareIvySuite({
  driver: "linux",
  isPrivate: true,
  lacks: { caller: alone, others: alone },
  impossible: process.geteuid?.() === 0 ? undefined : "needs root",
});
