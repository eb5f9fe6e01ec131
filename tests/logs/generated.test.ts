// The committed protobuf code is what the schemas generate.
import { readFileSync } from "node:fs";
import test from "ava";
import { generateCode, schemas } from "../support/generate-codecs.ts";

for (const { proto, code, types } of schemas) {
  test(`${proto} and its generated code agree`, (t) => {
    const generated = generateCode(proto);
    t.true(generated.code === readFileSync(code, "utf8"), "run `npm run generate`");
    t.true(generated.types === readFileSync(types, "utf8"), "run `npm run generate`");
  });
}
