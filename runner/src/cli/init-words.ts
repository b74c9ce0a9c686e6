import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import pc from "picocolors";
import { prepareScript, type ScaffoldFile } from "../scaffold/repository-files.ts";
import { version } from "../version.ts";
import { count } from "./diagnostics.ts";
import type { Proposals } from "./propose-templates.ts";

/** What `datafeed init` did. */
export interface Initialized {
  readonly folder: string;
  readonly written: readonly ScaffoldFile[];
  /** What was there already. */
  readonly kept: readonly ScaffoldFile[];
  /** The root of the repository around the folder: the folder itself, one above, or none. */
  readonly repository: string | undefined;
  readonly connections: string | undefined;
  readonly fromWarehouse: boolean;
  readonly proposals: Proposals | undefined;
}

/** The folder, from this one upwards, in which a repository begins. */
export function repositoryRoot(folder: string): string | undefined {
  for (let current = resolve(folder); ; current = dirname(current)) {
    if (existsSync(join(current, ".git"))) return current;
    if (current === dirname(current)) return undefined;
  }
}

/** What was done, what is left for people to do, and what to type next. */
export function initWords(done: Initialized): readonly string[] {
  return [...writtenWords(done), ...keptWords(done), ...proposalWords(done.proposals), "Next:", ...nextSteps(done)];
}

function writtenWords({ folder, written, repository }: Initialized): readonly string[] {
  if (written.length === 0) return [];
  const inside = repository !== undefined && repository !== resolve(folder);
  return [
    `${pc.green("✔")} Wrote ${count(written.length, "file")}${folder === "." ? "" : ` into ${folder}`}.`,
    ...(inside
      ? [
          `${pc.yellow("!")} The repository begins above, in ${repository}: no workflow and no hook was written, they belong there.`,
          "  docs/github.md has the workflows; give their steps `project:`, this folder.",
        ]
      : []),
  ];
}

function keptWords({ kept }: Initialized): readonly string[] {
  if (kept.length === 0) return [];
  const names = kept.map(({ path }) => path);
  return [
    `${pc.yellow("!")} Left alone, for it is there already: ${names.join(", ")}.`,
    ...(names.includes("package.json")
      ? [
          `  Hook and workflows need Datafeed in it: npm install --save-dev --save-exact datafeed@${version}`,
          `  and the script "prepare": ${JSON.stringify(prepareScript)}`,
        ]
      : []),
    ...(names.includes(".gitignore") ? ["  It should name node_modules/, .datafeed/ and out/."] : []),
  ];
}

function proposalWords(proposals: Proposals | undefined): readonly string[] {
  if (proposals === undefined) return [];
  const { templates, unproposed, known } = proposals;
  return [
    `${pc.green("✔")} Proposed ${count(templates.length, "template")}: check key, time and \`pii\` of each.`,
    ...(known.length > 0 ? [pc.dim(`  ${count(known.length, "table")} that templates read already: left alone.`)] : []),
    ...unproposed.map(({ table, why }) => `${pc.yellow("!")} ${table}: ${why}.`),
  ];
}

function nextSteps({ folder, written, repository, connections, fromWarehouse, proposals }: Initialized): readonly string[] {
  const given = connections === undefined ? "" : ` --connections ${quoted(resolve(connections))}`;
  const steps = fromWarehouse
    ? [`datafeed validate${given}`, ...(proposals?.templates.length === 0 ? [] : ["datafeed new"]), `datafeed doctor${given}`]
    : ["datafeed sample", "datafeed validate", "datafeed test", "datafeed run --immediate"];
  return [
    ...(folder === "." ? [] : [`cd ${quoted(folder)}`]),
    ...(repository === undefined ? ["git init"] : []),
    ...(written.some(({ path }) => basename(path) === "package.json") ? ["npm install"] : []),
    ...steps,
  ].map((line) => `  $ ${line}`);
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
