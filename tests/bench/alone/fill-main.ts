// Makes so many small files in a home that nobody has mounted, a thousand in each directory, as its
// daemon would: fill-main.ts HOME COUNT. Without the kernel a million take minutes instead of tens.
import { isTrouble } from "../../../dhash/index.ts";
import type { InodeNumber } from "../../../fs/core/index.ts";
import { rootInodeNumber } from "../../../fs/core/index.ts";
import type { RequestHandler } from "../../../fs/ports.ts";
import { openHome } from "../../../mount-tool/compose.ts";
import { entryOf } from "../../support/subject-volume-walk.ts";

const filesPerDirectory = 1000;
const fileBytes = 200;

const [home = "", count = ""] = process.argv.slice(2);
await fillHome(home, Number(count));

async function fillHome(path: string, files: number): Promise<void> {
  const log = (_level: string, message: string): void => console.error(message);
  const opened = await openHome({ home: path, readOnly: false, log });
  if (isTrouble(opened)) throw new Error(opened.message);
  let directory = rootInodeNumber;
  for (let index = 0; index < files; index++) {
    if (index % filesPerDirectory === 0) {
      const name = `directory-${index / filesPerDirectory}`;
      directory = make(opened.volume, { parent: rootInodeNumber, name, type: "directory" });
    }
    makeFile(opened.volume, directory, index);
    opened.turn();
  }
  const trouble = await opened.close();
  if (trouble !== undefined) throw new Error(trouble.message);
}

function makeFile(volume: RequestHandler, parent: InodeNumber, index: number): void {
  const inode = make(volume, { parent, name: `file-${index}`, type: "file" });
  const data = Buffer.alloc(fileBytes, `ivy ${index}`);
  const write = { kind: "write", inode, offset: 0, data, dropSetId: false } as const;
  const written = volume.perform({ ...write, timesKept: false });
  if (written.kind !== "count") throw new Error(`a write ended with ${written.kind}`);
  volume.perform({ kind: "forget", inode, references: 1 });
}

interface Made {
  readonly parent: InodeNumber;
  readonly name: string;
  readonly type: "file" | "directory";
}

function make(volume: RequestHandler, made: Made): InodeNumber {
  const mode = made.type === "file" ? 0o644 : 0o755;
  const rest = {
    kind: "make",
    mode,
    umask: 0,
    device: 0,
    target: "",
    caller: { uid: 0, gid: 0 },
  } as const;
  return entryOf(volume.perform({ ...rest, ...made }));
}
