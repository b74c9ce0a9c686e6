import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Command } from "commander";
import pc from "picocolors";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { type ScaffoldFile, scaffoldProject, userName } from "../../scaffold/scaffold-project.ts";
import { withExamples, withFormat } from "../common-options.ts";
import { count } from "../diagnostics.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, note, type OutputFormat, say } from "../printer.ts";
import { isProject, type Proposals, proposeTemplates } from "../propose-templates.ts";
import { requester } from "../runtime.ts";
import { writeNewFile } from "../write-new-file.ts";

interface InitOptions {
  readonly format: OutputFormat;
  readonly product?: string;
  readonly organization: string;
  readonly user?: string;
  readonly fromWarehouse?: string;
  readonly schema?: readonly string[];
  readonly connections?: string;
}

export function configure(command: Command): void {
  withFormat(
    command
      .argument("[folder]", "where to put it", ".")
      .option("--product <name>", "the first product's name (default: the folder's)")
      .option("--organization <name>", "whose data these are", "Acme")
      .option("--user <name>", "the first user (default: yours)")
      .option("--from-warehouse <name>", "propose templates for the tables of this warehouse; in a project that is there, too")
      .option("--schema <name...>", "with --from-warehouse: only tables in these schemas")
      .option("--connections <file>", "with --from-warehouse: where the warehouse is declared (or DATAFEED_CONNECTIONS)"),
  ).action(init);
  withExamples(command, [
    ["datafeed init my-extracts", "a project on a sample warehouse, ready to run"],
    ['datafeed init . --product "IXHello - Employee" --user amy', "with names of your own"],
    ["datafeed init . --from-warehouse lake --connections ../lake.yaml", "with templates for the tables of a warehouse"],
  ]);
}

async function init(folder: string, options: InitOptions): Promise<void> {
  const { fromWarehouse } = options;
  if (fromWarehouse === undefined && (options.schema !== undefined || options.connections !== undefined)) {
    throw new DatafeedError("usage", "--schema and --connections belong to --from-warehouse.");
  }
  const root = resolve(folder);
  const files = fromWarehouse !== undefined && isProject(root) ? [] : scaffolded(root, folder, options);
  const proposals = fromWarehouse === undefined ? undefined : await proposed(root, fromWarehouse, options);
  const proposedPaths = proposals?.templates.map(({ path }) => path) ?? [];
  answerJson(options.format, {
    folder: root,
    files: [...files.map((file) => file.path), ...proposedPaths],
    ...(proposals !== undefined && { unproposed: proposals.unproposed, known: proposals.known }),
  });
  if (files.length > 0) say(options.format, `${pc.green("✔")} Wrote ${count(files.length, "file")} to ${folder}.`);
  if (proposals !== undefined) sayProposals(options.format, proposals);
  say(options.format, `Next:\n${nextSteps(folder, options, { files, proposals })}`);
}

function scaffolded(root: string, folder: string, options: InitOptions): readonly ScaffoldFile[] {
  const files = scaffoldProject({
    name: options.product ?? basename(root),
    organization: options.organization,
    user: userName(options.user ?? requester()),
    ...(options.fromWarehouse !== undefined && { warehouse: options.fromWarehouse }),
  });
  const taken = files.find((file) => file.optional !== true && existsSync(join(root, file.path)));
  if (taken !== undefined) {
    throw new DatafeedError("folder-not-empty", `${join(folder, taken.path)} is there already.`, {
      hint: "Choose another folder: datafeed init my-extracts",
    });
  }
  const fresh = files.filter((file) => !existsSync(join(root, file.path)));
  for (const { path, text, executable } of fresh) writeNewFile(root, path, text, executable === true ? 0o777 : 0o666);
  return fresh;
}

async function proposed(root: string, warehouse: string, options: InitOptions): Promise<Proposals> {
  const { schema: schemas = [], format, connections } = options;
  const proposals = await proposeTemplates({
    project: root,
    format,
    ...(connections !== undefined && { connections: resolve(connections) }),
    warehouse,
    schemas,
    signal: interruptSignal(),
    onTable: (name) => format === "text" && process.stderr.isTTY && note(pc.dim(`reading ${name}`)),
  });
  for (const { path, text } of proposals.templates) writeNewFile(root, path, text);
  return proposals;
}

function sayProposals(format: OutputFormat, { templates, unproposed, known }: Proposals): void {
  say(format, `${pc.green("✔")} Proposed ${count(templates.length, "template")}: check key, time and \`pii\` of each.`);
  if (known.length > 0) say(format, pc.dim(`  ${count(known.length, "table")} that templates read already: left alone.`));
  for (const { table, why } of unproposed) say(format, `${pc.yellow("!")} ${table}: ${why}.`);
}

interface Done {
  readonly files: readonly ScaffoldFile[];
  readonly proposals: Proposals | undefined;
}

function nextSteps(folder: string, { fromWarehouse, connections }: InitOptions, { files, proposals }: Done): string {
  const enter = folder === "." ? [] : [`cd ${folder}`];
  const given = connections === undefined ? "" : ` --connections ${resolve(connections)}`;
  const install = files.some(({ path }) => path === "package.json") ? ["npm install"] : [];
  const steps =
    fromWarehouse === undefined
      ? ["datafeed sample", "datafeed validate", "datafeed test", "datafeed run --immediate"]
      : ["datafeed validate", ...(proposals?.templates.length === 0 ? [] : ["datafeed new"]), `datafeed doctor${given}`];
  return [...enter, ...install, ...steps].map((line) => `  $ ${line}`).join("\n");
}
