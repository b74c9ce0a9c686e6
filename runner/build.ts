import { build } from "esbuild";
import { compiledValidators, yamlForBrowsers } from "./build-plugins.ts";

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
  alias: { yaml: yamlForBrowsers },
  plugins: [compiledValidators],
  // cpu-features: ssh2 does without it where it was not built, as here.
  external: ["better-sqlite3", "@duckdb/node-api", "pg-native", "cpu-features"],
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: "warning",
});
