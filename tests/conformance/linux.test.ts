// The suite on a mount of Ivy by its own driver of the kernel's protocol.
import { declareIvySuite } from "./ivy-suite.ts";

declareIvySuite({ driver: "linux", lacks: {} });
