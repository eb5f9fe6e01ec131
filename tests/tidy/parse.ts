// Texts to sources. The compiler parses them all at once from memory, without looking at anything
// else.
import { createVirtualFileSystem } from "typescript/unstable/fs";
import { API } from "typescript/unstable/sync";
import { readSource, type Source } from "./source.ts";

const compilerOptions = {
  noLib: true,
  noResolve: true,
  noEmit: true,
  allowJs: true,
  allowImportingTsExtensions: true,
  target: "esnext",
  module: "esnext",
  moduleResolution: "bundler",
  types: [],
};

/** Texts by path. Throws when one is not TypeScript. */
export function parseSources(texts: ReadonlyMap<string, string>): readonly Source[] {
  const root = "/project";
  const files = Object.fromEntries([...texts].map(([path, text]) => [`${root}/${path}`, text]));
  const configuration = JSON.stringify({ compilerOptions, files: [...texts.keys()] });
  const api = new API({
    cwd: root,
    fs: createVirtualFileSystem({ ...files, [`${root}/tsconfig.json`]: configuration }),
  });
  try {
    const snapshot = api.updateSnapshot({ openProject: `${root}/tsconfig.json` });
    const [project] = snapshot.getProjects();
    if (project === undefined) throw new Error("the compiler has no project");
    return [...texts.keys()].map((path) => {
      const file = project.program.getSourceFile(`${root}/${path}`);
      if (file === undefined) throw new Error(`${path} was not parsed`);
      const [error] = project.program.getSyntacticDiagnostics(`${root}/${path}`);
      if (error !== undefined) throw new Error(`${path} is not TypeScript: ${error.text}`);
      return readSource(path, file);
    });
  } finally {
    api.close();
  }
}
