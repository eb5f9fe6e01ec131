// Makes so many small files, a thousand in each directory: fill-main.ts DIRECTORY COUNT.
import { close, flags, open, writeAt } from "../../support/child/files.ts";
import { makeDirectory } from "../../support/child/names.ts";

const filesPerDirectory = 1000;
const fileBytes = 200;
const creating = flags.create | flags.exclusive | flags.writeOnly;

const [directory = "", count = ""] = process.argv.slice(2);
fill(directory, Number(count));

function fill(root: string, files: number): void {
  const bytes = Buffer.alloc(fileBytes, "ivy");
  let path = root;
  for (let index = 0; index < files; index++) {
    if (index % filesPerDirectory === 0) {
      path = `${root}/directory-${index / filesPerDirectory}`;
      makeDirectory(path);
    }
    bytes.writeUInt32LE(index);
    const fd = open(`${path}/file-${index}`, creating);
    writeAt(fd, 0, bytes);
    close(fd);
  }
}
