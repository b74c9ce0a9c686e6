import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type PlanOptions, planChanges } from "../../runner/src/review/plan-changes.ts";
import type { DocumentChange, PlanReport } from "../../runner/src/review/plan-report.ts";
import { type OpenStates, type OpenStatesOptions, openStates } from "../../runner/src/review/states/open-states.ts";

export const now = "2026-11-21T12:00:00.000Z";

/** A real Git repository in a temporary folder, with a project in it. */
export class Repository implements Disposable {
  readonly folder: string;
  /** The project's folder. */
  readonly root: string;

  constructor(below = "") {
    this.folder = mkdtempSync(join(tmpdir(), "datafeed-review-"));
    this.root = join(this.folder, below);
    this.git("init", "--quiet", "--initial-branch=main");
  }

  git(...parameters: readonly string[]): string {
    const who = ["-c", "user.name=amy", "-c", "user.email=amy@example.com", "-c", "commit.gpgSign=false"];
    const call = { encoding: "utf8", stdio: "pipe" } as const;
    return execFileSync("git", ["-C", this.folder, ...who, ...parameters], call).trim();
  }

  /** Writes files of the project; undefined removes one. */
  write(files: Readonly<Record<string, string | undefined>>): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path);
      if (text === undefined) rmSync(file);
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
  }

  commit(files: Readonly<Record<string, string | undefined>> = {}): string {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", "a change");
    return this.git("rev-parse", "HEAD");
  }

  states(options: Partial<OpenStatesOptions> = {}): Promise<OpenStates> {
    return openStates({ root: this.root, connections: {}, today: now.slice(0, 10), ...options });
  }

  async plan(options: Partial<OpenStatesOptions & PlanOptions> = {}): Promise<PlanReport> {
    const { base, head } = await this.states(options);
    return await planChanges(base, head, { now, count: "nobody was asked", ...options });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The change of a document; undefined when nothing changes for it. */
export function changeOf(report: PlanReport, name: string): DocumentChange | undefined {
  return report.documents.find((document) => document.name === name);
}

/** A small project: one product, a template of calls, a schedule, an extract. */
export const project = {
  "datafeed.yaml": `kind: Project
version: 1
organization: Acme
users: { amy: { role: developer }, dana: { role: admin } }
products: { ivr: { name: IVR, warehouse: main } }
defaults: { timezone: America/Chicago }
masking: { phone: last4 }
`,
  "templates/Calls.template.yaml": `kind: Template
name: Calls
source: { table: calls }
time: { field: Started }
key: [Call ID]
fields:
  Call ID: { column: call_id, type: uuid }
  Started: { column: started_at, type: instant }
  Queue: { column: queue, type: string }
  Seconds: { column: seconds, type: integer }
  Caller: { column: caller, type: string, pii: phone }
`,
  "extracts/nightly.schedule.yaml": `kind: Schedule
name: nightly
every: day
at: "06:00"
`,
  "extracts/calls.extract.yaml": extract({}),
};

/** The extract `calls` with other keys. */
export function extract(keys: Readonly<Record<string, string | undefined>>): string {
  const all: Readonly<Record<string, string | undefined>> = {
    name: "calls",
    product: "ivr",
    owner: "amy",
    template: "Calls",
    fields: "[Call ID, Started, Queue, Seconds]",
    schedule: "nightly",
    ...keys,
  };
  const lines = Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}\n`]));
  return `kind: Extract\n${lines.join("")}`;
}
