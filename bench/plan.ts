import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planChanges } from "../runner/src/review/plan-changes.ts";
import { openStates } from "../runner/src/review/states/open-states.ts";
import { measureCommand } from "./measure.ts";
import { buildCli } from "./prepare.ts";
import { builtCli } from "./project.ts";
import type { Command } from "./variant.ts";

const templates = 300;
const fieldsOfTemplate = 30;
const extracts = 1_700;

/** A commit on top of the 2,000 documents, and for how many extracts it changes something. */
interface Change {
  readonly name: string;
  readonly files: () => Readonly<Record<string, string>>;
}

const changes: readonly Change[] = [
  { name: "one extract", files: () => extractFile(7, { field: "Field 9" }) },
  {
    name: "a pull request: a template, five extracts, a new one",
    files: () => ({
      ...templateFile(3, "c7_new"),
      ...Object.assign({}, ...[11, 12, 13, 14, 15].map((number) => extractFile(number, { field: "Field 9" }))),
      ...extractFile(extracts, {}),
    }),
  },
  { name: "a schedule that every extract uses", files: () => ({ "extracts/weekly.schedule.yaml": schedule("07:00") }) },
  { name: "masking, of what every third extract reads", files: () => ({ "datafeed.yaml": project("full") }) },
  {
    name: "every template: all extracts are compiled anew",
    files: () => Object.assign({}, ...Array.from({ length: templates }, (_, number) => templateFile(number, "c7_new"))),
  },
];

/** How long a plan of 2,000 documents against their parent commit takes: a Markdown table. */
export async function benchPlan(rounds = 5): Promise<string> {
  buildCli();
  const folder = mkdtempSync(join(tmpdir(), "datafeed-bench-plan-"));
  try {
    git(folder, "init", "--quiet", "--initial-branch=main");
    write(folder, everything());
    git(folder, "add", "--all");
    git(folder, "commit", "--quiet", "--message", "2,000 documents");
    const rows: string[] = [];
    for (const change of changes) rows.push(await measured(folder, change, rounds));
    const title = `### Plan: ${extracts} extracts, ${templates} templates of ${fieldsOfTemplate} fields`;
    return `${title}\n\n| change | extracts | process, median s | most s | its processor time, median s | planChanges, median s |\n|---|---:|---:|---:|---:|---:|\n${rows.join("\n")}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(folder: string, { name, files }: Change, rounds: number): Promise<string> {
  write(folder, files());
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", name);
  const whole: number[] = [];
  const processor: number[] = [];
  const alone: number[] = [];
  let changed = 0;
  for (let round = 0; round < rounds; round++) {
    const run = measureCommand(command(folder), folder);
    whole.push(run.wallSeconds);
    processor.push(run.cpuSeconds);
    // Loaded anew each time: what was compiled and hashed before would be remembered.
    const { base, head } = await openStates({ root: folder, base: "HEAD~1", connections: {}, today: "2026-11-21" });
    alone.push(
      await seconds(async () => {
        const plan = await planChanges(base, head, { now: "2026-11-21T12:00:00.000Z", count: "not counted" });
        changed = plan.documents.filter(({ kind }) => kind === "Extract").length;
      }),
    );
  }
  git(folder, "reset", "--quiet", "--hard", "HEAD~1");
  return `| ${name} | ${changed} | ${middle(whole)} | ${Math.max(...whole).toFixed(2)} | ${middle(processor)} | ${middle(alone)} |`;
}

function command(folder: string): Command {
  return [process.execPath, builtCli, "plan", "-C", folder, "--base", "HEAD~1", "--format", "markdown", "--fail-on", "never"];
}

async function seconds(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

function middle(times: readonly number[]): string {
  return (times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN).toFixed(2);
}

function git(folder: string, ...parameters: readonly string[]): void {
  const who = ["-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgSign=false"];
  execFileSync("git", ["-C", folder, ...who, ...parameters], { stdio: "pipe" });
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const name of ["extracts", "templates"]) mkdirSync(join(folder, name), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
}

function everything(): Readonly<Record<string, string>> {
  return Object.assign(
    { "datafeed.yaml": project("last4"), "extracts/weekly.schedule.yaml": schedule("06:00") },
    ...Array.from({ length: templates }, (_, number) => templateFile(number, "c7")),
    ...Array.from({ length: extracts }, (_, number) => extractFile(number, {})),
  );
}

function project(mask: string): string {
  return `kind: Project
version: 1
organization: Bench
users: { amy: { role: developer } }
products: { product: { name: Product, warehouse: sample } }
masking: { phone: ${mask} }
`;
}

function schedule(at: string): string {
  return `kind: Schedule\nname: weekly\nevery: week\nday: monday\nat: "${at}"\n`;
}

function templateFile(number: number, column: string): Readonly<Record<string, string>> {
  const fields = Array.from({ length: fieldsOfTemplate }, (_, field) => {
    if (field === 0) return "  Field 0: { column: c0, type: instant, description: When it happened. }\n";
    const name = field === 7 ? column : `c${field}`;
    const more = field === 3 && number % 3 === 0 ? ", pii: phone" : "";
    return `  Field ${field}: { column: ${name}, type: string, description: The field ${field} of this template.${more} }\n`;
  });
  return {
    [`templates/t${number}.template.yaml`]: `kind: Template
name: Template ${number}
description: One row a thing of kind ${number}.
${source(number)}
time: { field: Field 0 }
key: [Field 1]
fields:
${fields.join("")}`,
  };
}

/** A third of them read by SQL, whose columns are followed for each dialect. */
function source(number: number): string {
  if (number % 3 !== 1) return `source: { table: bench.table_${number} }`;
  const rows = `select t.*, o.label from bench.table_${number} as t left join bench.other as o on o.id = t.c1`;
  return `source: { sql: "${rows} where t.c0 >= :window_start and t.c0 < :window_end" }`;
}

function extractFile(number: number, { field = "Field 8" }: { readonly field?: string }): Readonly<Record<string, string>> {
  return {
    [`extracts/e${number}.extract.yaml`]: `# Things of kind ${number % templates}, for the team that works on them.
kind: Extract
name: extract ${number}
description: Things of kind ${number % templates}
product: product
owner: amy
template: Template ${number % templates}
fields:
  - Field 1
  - Field 2
  - field: Field 3
    as: Three
  - Field 7
  - ${field}
filter:
  all:
    - Field 5: { in: [a, b] }
    - Field 6: { eq: c }
schedule: weekly
output:
  format: csv
  compress: zip
`,
  };
}
