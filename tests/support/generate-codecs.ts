// Generates the static protobuf code from the schemas: `npm run generate`. The result is committed;
// a test compares it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../..", import.meta.url).pathname;

/** What the generated code would import; instead it takes it from the file that sets it up. */
const runtime = "protobufjs/minimal.js";
const setUpRuntime: Readonly<Record<string, string>> = {
  "logs/core/logs.proto": "../protobuf.ts",
  "fs/core/change.proto": "../../../logs/core/index.ts",
};

/** Schema and the two files made from it. */
export const schemas = Object.keys(setUpRuntime).map((proto) => ({
  proto,
  code: proto.replace(/core\/(.*)\.proto$/, "core/generated/$1.js"),
  types: proto.replace(/core\/(.*)\.proto$/, "core/generated/$1.d.ts"),
}));

export interface GeneratedCode {
  readonly code: string;
  readonly types: string;
}

/** Code and types of one schema, as text. */
export function generateCode(proto: string): GeneratedCode {
  const directory = mkdtempSync(join(tmpdir(), "ivy-generate-"));
  // A root of its own: modules that share one overwrite each other.
  const space = ["-r", proto];
  try {
    const out = join(directory, "messages.js");
    runPbjs(["--dts", ...space, "-o", out, proto]);
    const types = `${note(proto)}${readFileSync(join(directory, "messages.d.ts"), "utf8")}`.replace(
      /^import Long = require.*\n/m,
      "",
    );
    runPbjs(["--no-comments", ...space, "-o", out, proto]);
    const code = readFileSync(out, "utf8").replace(
      `import $protobuf from "${runtime}"`,
      `import { protobuf as $protobuf } from "${setUpRuntime[proto]}"`,
    );
    return { code: `${note(proto)}${code}`, types };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function runPbjs(parameters: readonly string[]): void {
  const pbjs = createRequire(import.meta.url).resolve("protobufjs-cli/bin/pbjs");
  const leftOut = ["create", "verify", "convert", "delimited", "typeurl", "service"];
  const form = ["-t", "static-module", "-w", "esm", "--force-number"];
  const all = [
    pbjs,
    ...form,
    "--dependency",
    runtime,
    ...leftOut.map((what) => `--no-${what}`),
    ...parameters,
  ];
  execFileSync(process.execPath, all, { cwd: root });
}

function note(proto: string): string {
  return `// Generated from ${proto} by \`npm run generate\`; do not edit.\n`;
}

if (process.argv[1] === import.meta.filename) {
  for (const { proto, code, types } of schemas) {
    const generated = generateCode(proto);
    writeFileSync(join(root, code), generated.code);
    writeFileSync(join(root, types), generated.types);
  }
}
