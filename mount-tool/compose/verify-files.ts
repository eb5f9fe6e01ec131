// The small files of a home as `ivy verify` checks them (FORMAT "Home"): facts about the home, and
// what is kept of others and of how to reach them.
import { isTrouble } from "../../dhash/index.ts";
import { readBinding } from "../../logs/index.ts";
import { isHabits } from "../habits.ts";
import type { VerifyProblem } from "../home-types.ts";
import { readCheckedFile } from "./checked-file.ts";
import { checkGivenTree } from "./given-tree.ts";
import { readHomeMark } from "./guard-home.ts";
import { isHomeFileExact } from "./home-file.ts";
import type { HomeParts } from "./home-parts.ts";
import { isKept, keptFileName } from "./sharing/block-keeper.ts";
import { habitsFileName } from "./sharing/habits-file.ts";
import { isKeepFile, isRecentFile, keepFileName, recentFileName } from "./sharing/keep-file.ts";
import { isPlacedFile, placedFileName } from "./sharing/own-copies.ts";
import { isPublishedFile, publishedFileName } from "./sharing/published-log.ts";
import { isSwarmFile, swarmFileName } from "./sharing/swarm-file.ts";

const changed = "it is not as it was written";

/** Everything of a home but logs, blocks and snapshots. */
export function checkHomeFiles(parts: HomeParts): readonly VerifyProblem[] {
  const problems = [...factsOf(parts), ...sharingOf(parts), ...givenOf(parts)];
  return problems.map((each) => ({ thing: "home", ...each }));
}

type FileProblem = Omit<VerifyProblem, "thing">;

/** home.json to the last byte, and the facts by which a copied or restored home is known. */
function factsOf({ home, disk, file, around }: HomeParts): readonly FileProblem[] {
  const isExact = isHomeFileExact(home, disk, file);
  const facts = [
    { where: "binding.json", fact: readBinding(disk) },
    { where: "the mark outside the home", fact: readHomeMark(file, around) },
  ];
  return [
    ...(isExact ? [] : [{ where: "home.json", why: changed }]),
    ...facts.flatMap(({ where, fact }) => (isTrouble(fact) ? [{ where, why: fact.message }] : [])),
  ];
}

/** What is kept of others, and of how to reach them. */
function sharingOf(parts: HomeParts): readonly FileProblem[] {
  const damaged = parts.sharing.damaged(parts.crypto);
  const files = isTrouble(damaged) ? ["views"] : damaged;
  const checked = [
    { name: swarmFileName, check: isSwarmFile },
    { name: keptFileName, check: isKept },
    { name: keepFileName, check: isKeepFile },
    { name: recentFileName, check: isRecentFile },
    { name: placedFileName, check: isPlacedFile },
    { name: publishedFileName, check: isPublishedFile },
    { name: habitsFileName, check: isHabits },
  ];
  const changes = checked.filter(
    ({ name, check }) => readCheckedFile<object>(parts, name, check).kind === "damaged",
  );
  return [...changes.map(({ name }) => name), ...files].map((where) => ({ where, why: changed }));
}

/** A tree that a member gave, until a mount takes it. */
function givenOf(parts: HomeParts): readonly FileProblem[] {
  const damage = checkGivenTree(parts);
  return damage === undefined ? [] : [{ where: damage.where, why: damage.why ?? changed }];
}
