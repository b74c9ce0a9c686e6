import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inSlices } from "../runner/src/errors/in-slices.ts";
import { ProjectLoader } from "../runner/src/load/project-loader.ts";
import type { ProjectTexts } from "../runner/src/project/project-texts.ts";
import { FolderReader } from "../runner/src/project/read-project.ts";
import { withEdits } from "../vscode-extension/src/projects/with-edits.ts";
import { writeManyExtracts } from "./many-extracts.ts";

const extension = fileURLToPath(new URL("../vscode-extension", import.meta.url));
const bundle = join(extension, "dist/extension.cjs");
const entry = fileURLToPath(new URL("entries/activate.cjs", import.meta.url));
const rounds = 9;

/** What the extension weighs, how soon it is there, and how long it keeps the editor's other work waiting. Markdown. */
export async function benchExtension(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "datafeed-bench-extension-"));
  try {
    const vsix = join(folder, "datafeed.vsix");
    execFileSync("npm", ["run", "--silent", "package", "--", "--out", vsix], { cwd: extension, stdio: "ignore" });
    const starts = Array.from({ length: rounds }, startOnce);
    const many = join(folder, "many");
    writeManyExtracts(many);
    const loading = await loadMany(many);
    const rows = [
      ["VSIX", `${megabytes(vsix)} MB`, "1.5 MB"],
      ["of which the extension's own bundle, before compression", `${megabytes(bundle)} MB`, ""],
      ["load and activate, processor time, median of 9 processes", `${median(starts.map(({ cpu }) => cpu))} ms`, "60 ms"],
      ["  by the clock: with what else the machine does", `${median(starts.map(({ all }) => all))} ms`, ""],
      ["10,000 extracts: read and loaded, in the background", `${(loading.firstMs / 1000).toFixed(1)} s`, ""],
      ["  longest that anything else waits meanwhile", `${loading.longestMs.toFixed(0)} ms`, ""],
      ["  loaded anew after a key stroke in an extract", `${loading.againMs.toFixed(0)} ms`, ""],
      ["  longest that anything else waits meanwhile", `${loading.againLongestMs.toFixed(0)} ms`, ""],
    ];
    return ["| extension | measured | bound |", "|---|---|---|", ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a process of its own; the editor's API is a stub that does nothing. Milliseconds. */
function startOnce(): { readonly all: number; readonly cpu: number } {
  const printed = execFileSync(process.execPath, [entry, bundle], { encoding: "utf8" });
  return JSON.parse(printed) as { readonly all: number; readonly cpu: number };
}

function median(values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other);
  return (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(1);
}

/** What an open project does: reads, loads in slices, and loads again with a changed text. */
async function loadMany(folder: string) {
  const reader = new FolderReader(folder);
  const loader = new ProjectLoader();
  const options = { today: "2026-11-21" };
  let texts: ProjectTexts | undefined;
  const first = await watched(async () => {
    texts = await reader.read();
    await inSlices(loader.load(withEdits(texts, []), options));
  });
  const edited = texts?.files.find(({ path }) => path.endsWith(".extract.yaml"));
  if (texts === undefined || edited === undefined) throw new Error("there are no extracts");
  const open = [{ path: edited.path, text: edited.text.replace("owner: ", "owner:  "), unsaved: true }];
  const saved = texts;
  const again = await watched(async () => {
    await inSlices(loader.load(withEdits(saved, open), options));
  });
  return { firstMs: first.ms, longestMs: first.longestMs, againMs: again.ms, againLongestMs: again.longestMs };
}

/** How long it takes, and the longest that a turn of the event loop has to wait for it. */
async function watched(work: () => Promise<void>) {
  let longestMs = 0;
  let last = performance.now();
  let on = true;
  const tick = (): void => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    if (on) setImmediate(tick);
  };
  setImmediate(tick);
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  on = false;
  return { ms, longestMs: Math.max(longestMs, performance.now() - last) };
}

function megabytes(file: string): string {
  return (statSync(file).size / 1e6).toFixed(2);
}
