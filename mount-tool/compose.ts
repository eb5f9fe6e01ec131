// The only place where the rooms are joined: what the commands and the daemon can do with a home
// (compose/ has one file for each).

export { isMemberName, memberNameWords } from "../logs/index.ts";
export { claimHome, initHome } from "./compose/found-home.ts";
export { prepareNodeHome, readNodeOf } from "./compose/node/node-home.ts";
export { openStorageNode } from "./compose/node/storage-node.ts";
export { openHome } from "./compose/open-home.ts";
export { readLog } from "./compose/read-log.ts";
export { replay } from "./compose/replay-home.ts";
export { isOfBlocks } from "./compose/sharing/channels.ts";
export {
  inviteOfLink,
  makeInviteLink,
  readInviteLink,
  readNodeLink,
} from "./compose/sharing/invite-links.ts";
export { joinNewHome } from "./compose/sharing/join-new-home.ts";
export { Peering } from "./compose/sharing/peering.ts";
export { verifyHome } from "./compose/verify-home.ts";
