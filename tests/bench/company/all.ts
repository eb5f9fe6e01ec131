// What is measured of several participants, in order.
import { andrewInCompany } from "./andrew.ts";
import { catchUp } from "./catch-up.ts";
import { coldRead } from "./cold-read.ts";
import { firstList } from "./first-list.ts";
import { idle } from "./idle.ts";
import type { CompanyMeasure } from "./measure.ts";
import { visible } from "./visible.ts";

export const companyMeasures: readonly CompanyMeasure[] = [
  visible,
  coldRead,
  andrewInCompany,
  catchUp,
  firstList,
  idle,
];
