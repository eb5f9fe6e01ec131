// The whole suite, by subject matter.
import type { ConformanceCase } from "./case.ts";
import { dataCases } from "./cases/data.ts";
import { directoryCases } from "./cases/directories.ts";
import { heldCases } from "./cases/held.ts";
import { holeCases } from "./cases/holes.ts";
import { linkCases } from "./cases/links.ts";
import { lockCases } from "./cases/locks.ts";
import { mappingCases } from "./cases/mapping.ts";
import { modeCases } from "./cases/modes.ts";
import { nameCases } from "./cases/names.ts";
import { nodeCases } from "./cases/nodes.ts";
import { openCases } from "./cases/open.ts";
import { renameCases } from "./cases/rename.ts";
import { setIdCases } from "./cases/set-id.ts";
import { timeCases } from "./cases/times.ts";
import { xattrCases } from "./cases/xattrs.ts";

export const allCases: readonly ConformanceCase[] = [
  ...group("open", openCases),
  ...group("data", dataCases),
  ...group("holes", holeCases),
  ...group("names", nameCases),
  ...group("rename", renameCases),
  ...group("links", linkCases),
  ...group("nodes", nodeCases),
  ...group("held", heldCases),
  ...group("modes", modeCases),
  ...group("set-id", setIdCases),
  ...group("times", timeCases),
  ...group("xattrs", xattrCases),
  ...group("locks", lockCases),
  ...group("mapping", mappingCases),
  ...group("directories", directoryCases),
];

function group(title: string, cases: readonly ConformanceCase[]): ConformanceCase[] {
  return cases.map((one) => ({ ...one, name: `${title}: ${one.name}` }));
}
