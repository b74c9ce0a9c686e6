import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect } from "vitest";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { listRuns, type Run } from "../../runner/src/ledger/list-runs.ts";
import { generateSample } from "../../runner/src/sample/generate-sample.ts";
import type { TestDatabase } from "../support/test-database.ts";
import { type Answer, datafeed, type RunningCommand, type Surroundings, startDatafeed } from "./command-line.ts";
import { datafeedHere } from "./in-process.ts";

const repository = join(import.meta.dirname, "../..");

/** Contacts of the sample in these tests: every extract of the year gets some, and it is made in half a second. */
export const sampleContacts = 300;

/** A copy of the example project in a folder of its own, on which commands run. */
export class TestProject implements Disposable {
  /** Holds the project, and files outside of it. */
  readonly folder: string;
  readonly root: string;
  #connections = 1;
  #runs: typeof datafeed = datafeed;

  private constructor(folder: string) {
    this.folder = folder;
    this.root = join(folder, "project");
  }

  /** An empty folder: no project yet. */
  static empty(): TestProject {
    const project = new TestProject(mkdtempSync(join(tmpdir(), "datafeed-cli-")));
    mkdirSync(project.root);
    return project;
  }

  /** The documents of the repository, without a warehouse. */
  static withDocuments(): TestProject {
    const project = TestProject.empty();
    for (const name of ["datafeed.yaml", "connections.yaml", "extracts", "templates"]) {
      cpSync(join(repository, name), join(project.root, name), { recursive: true });
    }
    return project;
  }

  /** The documents and the sample warehouse. */
  static async withSample(): Promise<TestProject> {
    const project = TestProject.withDocuments();
    mkdirSync(project.path(".datafeed"));
    cpSync(await sampleFile(), project.path(".datafeed/sample.duckdb"));
    return project;
  }

  get surroundings(): Surroundings {
    return { cwd: this.root, home: this.folder };
  }

  path(path: string): string {
    return join(this.root, path);
  }

  read(path: string): string {
    return readFileSync(this.path(path), "utf8");
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  remove(path: string): void {
    rmSync(this.path(path), { recursive: true });
  }

  /** Writes a file beside the project, where the operator keeps what is no pull request's business; answers its path. */
  writeOutside(path: string, text: string): string {
    writeFileSync(join(this.folder, path), text);
    return join(this.folder, path);
  }

  /** From now on `run` and `json` start no process. */
  inProcess(): this {
    this.#runs = datafeedHere;
    return this;
  }

  run(...args: readonly string[]): Promise<Answer> {
    return this.#runs(args, this.surroundings);
  }

  start(...args: readonly string[]): RunningCommand {
    return startDatafeed(args, this.surroundings);
  }

  /** What a command answers to programs; it must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: each verb has an answer of its own, and the tests say what they expect of it
  async json(...args: readonly string[]): Promise<any> {
    const answer = await this.run(...args, "--format", "json");
    expect(answer).toMatchObject({ code: 0 });
    return JSON.parse(answer.stdout);
  }

  /** Every file below a folder of the project, hidden ones too, by path; none when the folder is not there. */
  files(folder = "out"): string[] {
    return TestProject.filesBelow(this.path(folder)).map((file) => file.slice(this.path(folder).length + 1));
  }

  /** Absolute paths of every file below a folder, sorted. */
  static filesBelow(folder: string): string[] {
    if (!existsSync(folder)) return [];
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  }

  /** The newest run as the ledger has it; read here, since a process for each look would take most of the tests' time. */
  async lastRun(): Promise<Run | undefined> {
    await using ledger = await openLedger(this.path(".datafeed/ledger.sqlite"));
    return (await listRuns(ledger, {}, { limit: 1 })).items[0];
  }

  /** Writes a connections file for a database of the tests' PostgreSQL, outside the project; answers its path. */
  postgres(database: TestDatabase, overrides: Readonly<Record<string, unknown>> = {}): string {
    const { host, port, user, password, database: name } = database;
    const sample = { type: "postgres", host, port, database: name, user, password, ssl: "disable", ...overrides };
    const connections = { kind: "Connections", warehouses: { sample }, destinations: { local: { type: "file", path: "out" } } };
    return this.writeOutside(`postgres-${this.#connections++}.yaml`, JSON.stringify(connections));
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let made: Promise<string> | undefined;

/** The sample in a DuckDB file, made once for each test file. */
function sampleFile(): Promise<string> {
  made ??= makeSample();
  return made;
}

// For every test file that imports this one.
afterAll(async () => {
  if (made !== undefined) rmSync(dirname(await made), { recursive: true });
});

async function makeSample(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "datafeed-cli-sample-"));
  const file = join(folder, "sample.duckdb");
  await generateSample({ target: { type: "duckdb", file }, contacts: sampleContacts });
  return file;
}
