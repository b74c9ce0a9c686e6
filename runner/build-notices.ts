import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Metafile } from "esbuild";

/** Licences of the packages whose code is in the bundle, as they ask: name, version, licence, and its text where it comes along. */
export function thirdPartyNotices({ inputs }: Metafile, folder: string): string {
  const packages = new Set(Object.keys(inputs).flatMap((path) => packageOf(resolve(folder, path)) ?? []));
  const notices = [...packages].map(noticeOf).sort((one, other) => (one.name < other.name ? -1 : 1));
  return ["Datafeed's bundle holds code of these packages.", ...notices.map(({ text }) => text)].join(
    `\n\n${"-".repeat(80)}\n\n`,
  );
}

/** The folder of the package that a file belongs to; undefined for this project's own files. */
function packageOf(file: string): string | undefined {
  if (!file.includes("/node_modules/")) return undefined;
  for (let folder = dirname(file); !folder.endsWith("/node_modules"); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && "version" in readManifest(folder)) return folder;
  }
  return undefined;
}

function noticeOf(folder: string): { readonly name: string; readonly text: string } {
  const { name, version, license = "see its sources" } = readManifest(folder);
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const text = file === undefined ? "" : `\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
  return { name, text: `${name} ${version} (${license})${text}` };
}

function readManifest(folder: string): { readonly name: string; readonly version: string; readonly license?: string } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
