// Ivy, mounted by one of its drivers.
import { fileURLToPath } from "node:url";
import { makeIvyHome } from "../../support/subject-ivy.ts";
import { whyNoMounts } from "../../support/subject-machine.ts";
import type { TemporaryDirectory } from "../../support/temporary.ts";
import type { Absent, Subject } from "./subject.ts";

const launcher = fileURLToPath(new URL("../../../mount-tool/bin/ivy.cjs", import.meta.url));

export async function startIvy(
  temporary: TemporaryDirectory,
  driver: "linux" | "fuse-native",
): Promise<Subject | Absent> {
  const why = whyNoMounts();
  if (why !== undefined) return { absent: why };
  const ivy = await makeIvyHome(temporary, `home-${driver}`);
  try {
    const { mountpoint, pid } = await ivy.mount({ options: ["--driver", driver] });
    return {
      name: driver === "linux" ? "ivy" : "ivy fuse-native",
      directory: mountpoint,
      store: ivy.home,
      processes: [pid],
      requestsCommand: [
        ...[process.execPath, launcher, "status"],
        ...["--home", ivy.home, "--requests", "--json"],
      ],
    };
  } catch (error) {
    // Without its driver Ivy is what is measured here, so only the second one may be missing.
    if (driver === "linux") throw error;
    return { absent: error instanceof Error ? error.message : String(error) };
  }
}
