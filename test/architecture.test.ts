import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

/** The rooms of the engine in the order in which the data flow: each imports only those above it (DESIGN 1). */
const rooms = [
  "errors",
  "project",
  "load",
  "schedule",
  "compile",
  "language",
  "format",
  "warehouse",
  "destination",
  "ledger",
  "execute",
  "feeds",
  "connect",
  "review",
  "config-tests",
  "commands",
  "api",
  "client",
  "pipe",
  "sample",
  "scaffold",
  "conversation-metrics",
  "daemon",
  "cli",
];

/** Rooms that take the world as arguments: no files, network, clock or environment. */
const pureRooms = ["load", "schedule", "compile", "language"];
const impureImports = /^node:(?!crypto$|util$)|^(pg|better-sqlite3|@duckdb\/node-api|kysely|listr2|commander)$/;
const impureGlobals = /\bprocess\.|\bDate\.now\(|\bnew Date\(\)|\bTemporal\.Now\b|\bMath\.random\(|\bfetch\(/;

const root = join(import.meta.dirname, "../runner/src");

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function sources(): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && path.includes("/"))
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      const imports = [...text.matchAll(/(?:from\s+|import\s*\(?\s*)"([^"]+)"/g)].map((match) => match[1]!);
      return { path, room: path.split("/")[0]!, text, imports };
    });
}

function roomOf(file: SourceFile, target: string): string | undefined {
  if (!target.startsWith(".")) return undefined;
  const path = relative(root, join(root, file.path, "..", target));
  return path.startsWith("..") ? undefined : path.split("/")[0];
}

test("every folder of the engine is a known room", () => {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map((folder) => folder.name).filter((name) => !rooms.includes(name))).toEqual([]);
});

test("a room imports only rooms above it", () => {
  const wrong = sources().flatMap((file) =>
    file.imports.flatMap((target) => {
      const other = roomOf(file, target);
      return other !== undefined && rooms.indexOf(other) > rooms.indexOf(file.room) ? [`${file.path} imports ${target}`] : [];
    }),
  );
  expect(wrong).toEqual([]);
});

test("load, schedule, compile and language are pure", () => {
  const pure = sources().filter((file) => pureRooms.includes(file.room));
  const wrong = pure.flatMap((file) => [
    ...file.imports.filter((target) => impureImports.test(target)).map((target) => `${file.path} imports ${target}`),
    ...file.text
      .split("\n")
      .filter((line) => !/^\s*(\*|\/\/|\/\*)/.test(line) && impureGlobals.test(line))
      .map((line) => `${file.path}: ${line.trim()}`),
  ]);
  expect(wrong).toEqual([]);
});

test("dialects never import a driver", () => {
  const wrong = sources()
    .filter((file) => file.path.startsWith("compile/"))
    .flatMap((file) => file.imports.filter((target) => target.includes("/warehouse/")));
  expect(wrong).toEqual([]);
});

/** What the extension may import of the engine: the pure door, the reader of folders, the clients, and what goes over the wire (DESIGN 1). */
const doorsOfTheEngine =
  /runner\/src\/(language\.ts|project\/|client\/|pipe\/|errors\/|commands\/(commands|rights|units)\.ts|scaffold\/scaffold-project\.ts)/;

test("the extension reaches the engine by its doors alone", () => {
  const wrong = extensionSources().flatMap(({ path, imports }) =>
    imports
      .filter((target) => target.includes("runner/") && !doorsOfTheEngine.test(target))
      .map((target) => `${path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

/** Messages, and the figures and words that pages, editor and command line have in common. */
const doorsOfPages = /-messages\.ts$|\/protocol\.ts$|\/runs\/run-state-word\.ts$|runner\/src\/commands\/units\.ts$/;

test("pages know the host by its messages alone: of all else but figures they take types", () => {
  const wrong = extensionSources()
    .filter(({ path }) => path.startsWith("webviews/"))
    .flatMap(({ path, values }) =>
      values
        .filter((target) => /\/src\//.test(target) && !doorsOfPages.test(target))
        .map((target) => `${path} imports ${target}`),
    );
  expect(wrong).toEqual([]);
});

function extensionSources() {
  const folder = join(root, "../../vscode-extension");
  return ["src", "webviews"].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => {
        const text = readFileSync(join(folder, part, path), "utf8");
        const imports = [...text.matchAll(/(?:from\s+|import\s*\(?\s*)"([^"]+)"/g)].map((match) => match[1]!);
        // What only types are taken from is gone when the page is built.
        const ofTypes = [...text.matchAll(/import type [^;]*?"([^"]+)"/g)].map((match) => match[1]!);
        return { path: `${part}/${path}`, imports, values: imports.filter((target) => !ofTypes.includes(target)) };
      }),
  );
}
