import { glob, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { DocumentSource } from "../conversation-metrics/document-source.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";

/** What a folder is searched for; other files are named, or by a pattern. */
const documents = "**/*.{json,ndjson,jsonl,json.gz,ndjson.gz,jsonl.gz}";

/**
 * The sources that arguments name, each once, in their order: files, `-` for standard input, folders with all that lies below
 * them, and patterns that no shell has replaced. Errors: `file-unknown`.
 */
export async function metricsSources(args: readonly string[]): Promise<readonly DocumentSource[]> {
  const sources = new Map<string, DocumentSource>();
  for (const argument of args) {
    if (argument === "-") {
      sources.set("-", { name: "standard input", stream: process.stdin });
      continue;
    }
    for (const name of await filesOf(argument)) sources.set(resolve(name), { name, path: resolve(name) });
  }
  return [...sources.values()];
}

async function filesOf(argument: string): Promise<readonly string[]> {
  const found = await stat(argument).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) return [argument];
  if (found !== undefined) return search(documents, argument);
  if (/[*?[{]/.test(argument)) return search(argument, undefined);
  throw new DatafeedError("file-unknown", `There is no file or folder ${argument}.`);
}

/** By name, numbers in it by value: a later sequence comes behind an earlier one. */
async function search(pattern: string, folder: string | undefined): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const path of glob(pattern, folder === undefined ? {} : { cwd: folder })) {
    const name = folder === undefined ? path : `${folder.replace(/[/\\]$/, "")}/${path}`;
    if ((await stat(name)).isFile()) found.push(name);
  }
  if (found.length > 0) return found.sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
  const hint = folder === undefined ? "Check the pattern." : "Files of other names are given one by one, or by a pattern.";
  const where =
    folder === undefined ? `No file fits ${pattern}.` : `${folder} holds no file .json or .ndjson, nor one packed by gzip.`;
  throw new DatafeedError("file-unknown", where, { hint });
}
