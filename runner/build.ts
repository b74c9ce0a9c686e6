import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { thirdPartyNotices } from "./build-notices.ts";
import { compiledValidators, yamlForBrowsers } from "./build-plugins.ts";

const folder = import.meta.dirname;

/** Bundles the CLI: one small entry, and one chunk for each verb, so that a command loads what it needs and no more. */
async function bundle(): Promise<void> {
  // Chunks have names of their own at each build: those of the last one would go into the package, too.
  rmSync(join(folder, "dist"), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir: "dist",
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node24",
    minify: true,
    metafile: true,
    alias: { yaml: yamlForBrowsers },
    plugins: [compiledValidators],
    // What has native parts or WebAssembly comes as packages. cpu-features: ssh2 does without it where it was not built, as here.
    external: ["better-sqlite3", "@duckdb/node-api", "libpg-query", "pg-native", "cpu-features"],
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    logLevel: "warning",
  });
  writeFileSync(join(folder, "dist/THIRD-PARTY-NOTICES.txt"), thirdPartyNotices(metafile, folder));
}

/** The action for GitHub, so that a repository which pins the package pins it, too: `uses: ./node_modules/datafeed/dist/github`. */
function copyAction(): void {
  const root = join(folder, "..");
  cpSync(join(root, "action.yml"), join(folder, "dist/github/action.yml"));
  for (const name of readdirSync(join(root, "action")).filter((name) => name.endsWith(".mjs"))) {
    cpSync(join(root, "action", name), join(folder, "dist/github/action", name));
  }
}

/** The checksums of the Kafka client are WebAssembly, which it reads from the folder of its code. */
function copyChecksums(): void {
  cpSync(join(folder, "../node_modules/@platformatic/wasm-utils/dist/native.wasm"), join(folder, "dist/native.wasm"));
}

await bundle();
copyAction();
copyChecksums();
