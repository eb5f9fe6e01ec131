// The protobuf runtime as all rooms use it. The generated code imports it from here, so that it is
// set up before any message is: the runtime decides by these settings what the defaults of fields
// are.
import protobuf from "protobufjs/minimal.js";

// 64-bit fields are numbers. Ours are below 2^53, and checked to be.
Reflect.set(protobuf.util, "Long", undefined);
protobuf.configure();
// Fields that a schema does not have are kept, so that a message with any is refused.
protobuf.Reader.discardUnknown = false;

export { protobuf };
