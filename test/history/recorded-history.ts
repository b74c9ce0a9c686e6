import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A commit of the recorded history: a folder that holds the files it changes, and what was said of it. */
export interface RecordedCommit {
  /** The folder's name: `07-filter-channels`. Also the name of its tag. */
  readonly name: string;
  readonly message: string;
  readonly author: string;
  /** UTC, ISO 8601 with milliseconds: when it was committed, and when its plan was made. */
  readonly date: string;
  /** Names of commits; the first is the one that it is compared with. */
  readonly parents: readonly string[];
  readonly changed: readonly { readonly path: string; readonly text: string }[];
  readonly removed: readonly string[];
}

const folder = import.meta.dirname;

/** Files of a commit's folder that are no files of the project. */
const ownFiles = /^(message\.txt|removed|plan\.(md|txt|json))$/;

/** All commits, in order. */
export function recordedHistory(): readonly RecordedCommit[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d\d-/.test(entry.name))
    .map(({ name }) => name)
    .sort();
  return names.map((name, at) => readCommit(name, names, names[at - 1]));
}

function readCommit(name: string, names: readonly string[], before: string | undefined): RecordedCommit {
  const written = readFileSync(join(folder, name, "message.txt"), "utf8");
  const [message = "", trailers = ""] = written.split(/\n\n(?=Author: )/);
  const trailer = (key: string): string | undefined => new RegExp(`^${key}: (.*)$`, "m").exec(trailers)?.[1];
  const paths = readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, name).length + 1))
    .filter((path) => !ownFiles.test(path));
  const gone = join(folder, name, "removed");
  const numbers = trailer("Parents")?.split(" ");
  return {
    name,
    message,
    author: trailer("Author")!,
    date: new Date(trailer("Date")!).toISOString(),
    parents: numbers?.map((number) => names[Number(number) - 1]!) ?? (before === undefined ? [] : [before]),
    changed: paths.sort().map((path) => ({ path, text: readFileSync(join(folder, name, path), "utf8") })),
    removed: existsSync(gone) ? readFileSync(gone, "utf8").trim().split("\n") : [],
  };
}

/** A real repository of these commits below a folder, each with a tag of its name; `main` is at the last one. */
export function makeRepository(root: string, commits: readonly RecordedCommit[]): void {
  git(root, ["init", "--quiet", "--initial-branch=main"]);
  git(root, ["fast-import", "--quiet"], commits.map(importOf).join(""));
  git(root, ["reset", "--quiet", "--hard", commits.at(-1)!.name]);
}

/** A commit as `git fast-import` reads it. */
function importOf({ name, message, author, date, parents, changed, removed }: RecordedCommit): string {
  const [first, ...merged] = parents;
  const who = `${author} ${Date.parse(date) / 1000} +0000`;
  const ref = `refs/tags/${name}`;
  return [
    `commit ${ref}`,
    `author ${who}`,
    `committer ${who}`,
    dataOf(message),
    ...(first === undefined ? [] : [`from refs/tags/${first}`]),
    ...merged.map((parent) => `merge refs/tags/${parent}`),
    ...removed.map((path) => `D ${path}`),
    ...changed.flatMap(({ path, text }) => [`M 100644 inline ${path}`, dataOf(text)]),
    ...["", ""],
  ].join("\n");
}

function dataOf(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

function git(root: string, parameters: readonly string[], input = ""): void {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  const { status, stderr } = spawnSync("git", parameters, { cwd: root, env, input, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${parameters.join(" ")}: ${stderr}`);
}
