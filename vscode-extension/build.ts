import { existsSync } from "node:fs";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { compiledValidators, yamlForBrowsers } from "../runner/build-plugins.ts";

const here = import.meta.dirname;
const dist = join(here, "dist");
const pages = ["portal", "form", "preview", "history"];

await rm(dist, { recursive: true, force: true });
await mkdir(join(dist, "pages"), { recursive: true });

/** The extension itself: one file for the editor's extension host, which is Node 22 or newer since VS Code 1.101. */
await build({
  absWorkingDir: here,
  entryPoints: { extension: "src/extension.ts" },
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node22",
  minify: true,
  sourcemap: "linked",
  sourcesContent: false,
  external: ["vscode"],
  alias: { yaml: yamlForBrowsers },
  plugins: [compiledValidators],
  logLevel: "warning",
});

/** The pages: one script each. */
await build({
  absWorkingDir: here,
  entryPoints: Object.fromEntries(
    pages
      .filter((page) => existsSync(join(here, `webviews/${page}/main.ts`)))
      .map((page) => [page, `webviews/${page}/main.ts`]),
  ),
  outdir: "dist/pages",
  bundle: true,
  platform: "browser",
  format: "iife",
  target: "chrome134",
  minify: true,
  loader: { ".css": "css" },
  logLevel: "warning",
});

const codicons = join(createRequire(import.meta.url).resolve("@vscode/codicons/package.json"), "../dist");
for (const file of ["codicon.css", "codicon.ttf"]) await copyFile(join(codicons, file), join(dist, "pages", file));
