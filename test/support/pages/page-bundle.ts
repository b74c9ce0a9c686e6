import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const extension = join(import.meta.dirname, "../../../vscode-extension");
const built = new Map<string, Promise<ReadonlyMap<string, Uint8Array>>>();

/** The files of dist/pages that a page loads, made from its source of now. */
export function pageFiles(name: string, entry = `webviews/${name}/main.ts`): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = built.get(entry) ?? bundle(name, entry);
  built.set(entry, files);
  return files;
}

async function bundle(name: string, entry: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    absWorkingDir: extension,
    entryPoints: { [name]: entry },
    outdir: "pages",
    write: false,
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "chrome134",
    minify: true,
    logLevel: "warning",
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [path.slice(path.lastIndexOf("/") + 1), contents]));
  const codicons = join(dirname(createRequire(import.meta.url).resolve("@vscode/codicons/package.json")), "dist");
  for (const file of ["codicon.css", "codicon.ttf"]) files.set(file, await readFile(join(codicons, file)));
  return files;
}
