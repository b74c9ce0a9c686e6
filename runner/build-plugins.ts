import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import standalone from "ajv/dist/standalone/index.js";
import type { Plugin } from "esbuild";
import { documentSchemas } from "./src/load/schemas.ts";
import { makeAjv } from "./src/load/validators.ts";

/** yaml's build for browsers: the one for Node reads the environment at each token, which is a fifth of the time. */
export const yamlForBrowsers = join(dirname(fileURLToPath(import.meta.resolve("yaml/package.json"))), "browser/dist/index.js");

/** Puts the validators into the bundle as code: compiling the schemas takes 0.1 s of each start. */
export const compiledValidators: Plugin = {
  name: "compiled-validators",
  setup(bundle) {
    bundle.onLoad({ filter: /load[\\/]validators\.ts$/ }, ({ path }) => ({
      contents: validatorsCode(),
      loader: "js",
      resolveDir: dirname(path),
    }));
  },
};

function validatorsCode(): string {
  const kinds = Object.keys(documentSchemas);
  const ids = Object.entries(documentSchemas).map(([kind, schema]) => [kind, schema.$id]);
  const code = standalone.default(makeAjv(true), Object.fromEntries(ids));
  return `${code}\nconst validators = { ${kinds.join(", ")} };\nexport const validatorOf = (kind) => validators[kind];\n`;
}
