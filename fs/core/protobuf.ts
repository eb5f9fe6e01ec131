// The protobuf runtime for the generated code of this room, set up by the room below.
export { protobuf as default } from "../../logs/core/index.ts";
