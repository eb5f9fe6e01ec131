// The suite on a mount of Ivy in a daemon of its own.
import { type IvyMount, makeIvyHome } from "../support/subject-ivy.ts";
import { whyNoMounts } from "../support/subject-machine.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";
import { declareDirectorySuite, type Lacks } from "./declare.ts";

export interface IvySuite {
  readonly driver: "linux" | "fuse-native";
  readonly lacks: Lacks;
  /** For root alone: the kernel then leaves permissions to the driver. */
  readonly isPrivate?: true;
  /** Why this driver cannot run on this machine. */
  readonly impossible?: string | undefined;
}

export function declareIvySuite(suite: IvySuite): void {
  const temporary = makeTemporaryDirectory();
  let mounted: IvyMount | undefined;
  declareDirectorySuite({
    impossible: suite.impossible ?? whyNoMounts(),
    lacks: suite.lacks,
    prepare: async () => {
      const ivy = await makeIvyHome(temporary);
      const isForAll = process.geteuid?.() === 0 && suite.isPrivate !== true;
      const allowOther = isForAll ? ["--allow-other"] : [];
      mounted = await ivy.mount({ options: ["--driver", suite.driver, ...allowOther] });
      return mounted.mountpoint;
    },
    dispose: async () => {
      await mounted?.stop();
      await temporary.remove();
    },
  });
}
