// The core door of placement, look-ups and repair: only whoever runs a node of the swarm opens it.

export type {
  ComparisonAnswer,
  ComparisonQuestion,
  Difference,
} from "./repair/comparison.ts";
export { answerComparison, Comparison } from "./repair/comparison.ts";
export type { Partner } from "./repair/comparison-partners.ts";
export { comparisonPartners, sharedArcs } from "./repair/comparison-partners.ts";
export type { DigestItem } from "./repair/digest-item.ts";
export {
  blockToDigestItem,
  digestItemToBytes,
  isDigestItem,
  nameOfItem,
  pointOfItem,
  versionOfItem,
} from "./repair/digest-item.ts";
export type { DigestPath } from "./repair/digest-path.ts";
export { isDigestPath, rootPath } from "./repair/digest-path.ts";
export { DigestTree } from "./repair/digest-tree.ts";
export { HolderPointers } from "./repair/holder-pointers.ts";
export type { RepairFacts, RepairPlan } from "./repair/repair-plan.ts";
export { planRepair } from "./repair/repair-plan.ts";
export type { Contact, MachineId } from "./routing/contact.ts";
export { isMachineId } from "./routing/contact.ts";
export type { Ask, JoinStep } from "./routing/join.ts";
export { Join } from "./routing/join.ts";
export {
  contactsFoundMax,
  copiesDefault,
  copiesMax,
  leavesPerSide,
  lookupAsksMax,
  lookupParallel,
  lookupStartsMax,
  tableEntriesMax,
} from "./routing/limits.ts";
export type { LookupStart, LookupStep } from "./routing/lookup.ts";
export { Lookup } from "./routing/lookup.ts";
export type { Placement } from "./routing/placement.ts";
export { homeArc, placeKey } from "./routing/placement.ts";
export type { PresenceChange, PresenceState } from "./routing/presence.ts";
export { Presences } from "./routing/presence.ts";
export type { Answerer, Asked, Question, Reply } from "./routing/questions.ts";
export { answerQuestion } from "./routing/questions.ts";
export { refreshQuestion, takeRefresh } from "./routing/refresh.ts";
export { Ring } from "./routing/ring.ts";
export type { Arc, NodeId, RingPoint } from "./routing/ring-point.ts";
export {
  blockNameToRingPoint,
  bytesToRingPoint,
  isInArc,
  isRingPoint,
  pointAfter,
  ringPointToBytes,
  wholeRing,
} from "./routing/ring-point.ts";
export type { Nearest, TableOptions, TableState } from "./routing/routing-table.ts";
export { RoutingTable } from "./routing/routing-table.ts";
