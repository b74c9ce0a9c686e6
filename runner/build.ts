import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import standalone from "ajv/dist/standalone/index.js";
import { build, type Plugin } from "esbuild";
import { documentSchemas } from "./src/load/schemas.ts";
import { makeAjv } from "./src/load/validators.ts";

/** yaml's build for browsers: the one for Node reads the environment at each token, which is a fifth of the time. */
const yaml = join(dirname(fileURLToPath(import.meta.resolve("yaml/package.json"))), "browser/dist/index.js");

/** Puts the validators into the bundle as code: compiling the schemas takes 0.1 s of each start. */
const compiledValidators: Plugin = {
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

/** Bundles the CLI: one small entry, and one chunk for each verb, so that a command loads what it needs and no more. */
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: { cli: "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node24",
  minify: true,
  alias: { yaml },
  plugins: [compiledValidators],
  // cpu-features: ssh2 does without it where it was not built, as here.
  external: ["better-sqlite3", "@duckdb/node-api", "pg-native", "cpu-features"],
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: "warning",
});
