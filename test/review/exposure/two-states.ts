import { ProjectLoader } from "../../../runner/src/load/project-loader.ts";
import { planChanges } from "../../../runner/src/review/plan-changes.ts";
import type { Exposure, PlanFinding, PlanReport } from "../../../runner/src/review/plan-report.ts";
import type { ProjectState } from "../../../runner/src/review/project-state.ts";

export const now = "2026-11-21T12:00:00.000Z";

export type Files = Readonly<Record<string, string | undefined>>;

/** A project: amy's private extract of calls with the number masked, and bob's with the words in the clear by a grant. */
export const project: Files = {
  "datafeed.yaml": `kind: Project
version: 1
organization: Acme
users: { amy: { role: developer }, bob: { role: developer }, dana: { role: admin } }
products:
  calls: { name: Calls, warehouse: main }
  other: { name: Other, warehouse: second }
defaults: { to: local }
masking: { phone: last4 }
grants:
  - { template: Calls, fields: [Words], extracts: [words], approvedBy: dana, reason: tuning, until: "2027-06-30" }
`,
  "connections.yaml": `kind: Connections
warehouses: { main: { type: duckdb, path: main.duckdb }, second: { type: duckdb, path: second.duckdb } }
destinations: { local: { type: file, path: out }, lake: { type: file, path: lake } }
`,
  "templates/calls.template.yaml": `kind: Template
name: Calls
source: { table: reporting.calls }
time: { field: At }
key: [ID]
fields:
  ID: { column: id, type: uuid }
  At: { column: began, type: instant }
  Service: { column: service, type: string }
  Number: { column: ani, type: string, pii: phone }
  Words: { column: words, type: string, pii: free-text }
  Card: { column: card, type: string, pii: account, mask: full }
  Blocks: { nested: { table: reporting.blocks, match: { id: id }, order: [n], fields: { n: { column: n, type: integer }, text: { column: text, type: string, pii: free-text } } } }
`,
  "extracts/calls.extract.yaml": `kind: Extract
name: calls
product: calls
owner: amy
template: Calls
fields: [ID, At, Service, Number, Card, Blocks]
`,
  "extracts/words.extract.yaml": `kind: Extract
name: words
product: calls
owner: bob
template: Calls
fields: [ID, At, Words]
`,
};

/** The project with other texts in some of its files; `undefined` removes one. */
export function changed(files: Files): Files {
  return { ...project, ...files };
}

/** The project with parts of its texts put in place of others, each of which must be there once: `"file": [["old", "new"]]`. */
export function edited(
  edits: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>,
  files: Files = {},
): Files {
  const all = changed(files);
  const texts = Object.entries(edits).map(([path, replacements]) => {
    let text = all[path] ?? "";
    for (const [from, to] of replacements) {
      if (text.split(from).length !== 2) throw new Error(`${JSON.stringify(from)} does not stand in ${path} once.`);
      text = text.replace(from, () => to);
    }
    return [path, text] as const;
  });
  return { ...all, ...Object.fromEntries(texts) };
}

export async function planOf(base: Files, head: Files, at = now): Promise<PlanReport> {
  const loader = new ProjectLoader();
  return await planChanges(stateOf("base", base, loader, at), stateOf("head", head, loader, at), {
    now: at,
    count: "nobody asks",
  });
}

function stateOf(name: string, files: Files, loader: ProjectLoader, at: string): ProjectState {
  const texts = Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [{ path, text }]));
  const written = texts.find(({ path }) => path === "connections.yaml");
  const steps = loader.load(
    {
      files: texts.filter((file) => file !== written),
      ...(written && { connections: { ...written, trusted: true } }),
    },
    { today: at.slice(0, 10) },
  );
  let step = steps.next();
  while (!step.done) step = steps.next();
  const loaded = step.value;
  const connections = loaded.connections?.value;
  return {
    name: { name },
    loaded,
    texts: new Map(texts.map(({ path, text }) => [path, text])),
    diagnostics: loaded.diagnostics,
    ...(connections !== undefined && { connections, trusted: true }),
  };
}

/** Exposures of all extracts, each on a line: `calls.Number class-removed phone own granted`. */
export function exposuresIn(report: PlanReport): readonly string[] {
  return report.documents.flatMap(({ name, exposures = [] }) => exposures.map((exposure) => `${name}.${lineOf(exposure)}`));
}

function lineOf({ column, how, pii, byOwnPolicy, granted, guessed }: Exposure): string {
  return [column, how, pii, byOwnPolicy && "own", granted && "granted", guessed && "guessed"].filter(Boolean).join(" ");
}

/** Findings, each on a line: `error plan-exposure calls extracts/calls.extract.yaml:6`. */
export function findingsIn({ findings }: PlanReport): readonly string[] {
  return findings.map(({ severity, code, document, file, range }: PlanFinding) => {
    return `${severity} ${code} ${document?.name ?? "-"} ${file ?? "-"}:${range?.start.line ?? "-"}`;
  });
}

export const at = {
  project: "datafeed.yaml",
  template: "templates/calls.template.yaml",
  calls: "extracts/calls.extract.yaml",
  words: "extracts/words.extract.yaml",
} as const;

/** Another template, with an ID and a time. */
export function templateText(name: string, fields: string, source = "{ table: reporting.calls }"): string {
  const head = ["kind: Template", `name: ${name}`, `source: ${source}`, "time: { field: At }", "key: [ID]", "fields:"];
  const own = ["  ID: { column: id, type: uuid }", "  At: { column: began, type: instant }"];
  return [...head, ...own, ...fields.split("\n").map((line) => `  ${line}`), ""].join("\n");
}

/** An extract of amy's. */
export function extractText(name: string, template: string, ...more: readonly string[]): string {
  return ["kind: Extract", `name: ${name}`, "product: calls", "owner: amy", `template: ${template}`, ...more, ""].join("\n");
}

/** The project's datafeed.yaml without its grant. */
export const ungranted = (project[at.project] ?? "").split("grants:")[0] ?? "";
