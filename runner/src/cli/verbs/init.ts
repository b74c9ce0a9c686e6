import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Command } from "commander";
import pc from "picocolors";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { type ScaffoldFile, scaffoldProject, userName } from "../../scaffold/scaffold-project.ts";
import { withExamples, withFormat } from "../common-options.ts";
import { initWords, repositoryRoot } from "../init-words.ts";
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
  const { fromWarehouse, connections } = options;
  if (fromWarehouse === undefined && (options.schema !== undefined || connections !== undefined)) {
    throw new DatafeedError("usage", "--schema and --connections belong to --from-warehouse.");
  }
  const root = resolve(folder);
  const repository = repositoryRoot(root);
  const add = fromWarehouse !== undefined && isProject(root);
  const { written, kept } = add ? { written: [], kept: [] } : scaffold(root, folder, options);
  const proposals = fromWarehouse === undefined ? undefined : await proposed(root, fromWarehouse, options);
  const proposedPaths = proposals?.templates.map(({ path }) => path) ?? [];
  answerJson(options.format, {
    folder: root,
    files: [...written.map((file) => file.path), ...proposedPaths],
    kept: kept.map((file) => file.path),
    ...(proposals !== undefined && { unproposed: proposals.unproposed, known: proposals.known }),
  });
  const done = { folder, written, kept, repository, connections, fromWarehouse: fromWarehouse !== undefined, proposals };
  say(options.format, initWords(done).join("\n"));
}

function scaffold(root: string, folder: string, options: InitOptions) {
  const repository = repositoryRoot(root);
  const files = scaffoldProject({
    name: options.product ?? basename(root),
    organization: options.organization,
    user: userName(options.user ?? requester()),
    insideRepository: repository !== undefined && repository !== root,
    ...(options.fromWarehouse !== undefined && { warehouse: options.fromWarehouse }),
  });
  const isThere = ({ path }: ScaffoldFile): boolean => existsSync(join(root, path));
  const taken = files.find((file) => file.optional !== true && isThere(file));
  if (taken !== undefined) {
    throw new DatafeedError("folder-not-empty", `${join(folder, taken.path)} is there already.`, {
      hint: "Choose another folder: datafeed init my-extracts",
    });
  }
  const { written = [], kept = [] } = Object.groupBy(files, (file) => (isThere(file) ? "kept" : "written"));
  for (const { path, text, executable } of written) writeNewFile(root, path, text, executable === true ? 0o777 : 0o666);
  return { written, kept };
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
