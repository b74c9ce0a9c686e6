import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Command } from "commander";
import pc from "picocolors";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { scaffoldProject, userName } from "../../scaffold/scaffold-project.ts";
import { withExamples, withFormat } from "../common-options.ts";
import { answerJson, type OutputFormat, say } from "../printer.ts";
import { requester } from "../runtime.ts";
import { writeNewFile } from "../write-new-file.ts";

interface InitOptions {
  readonly format: OutputFormat;
  readonly product?: string;
  readonly organization: string;
  readonly user?: string;
}

export function configure(command: Command): void {
  withFormat(
    command
      .argument("[folder]", "where to put it", ".")
      .option("--product <name>", "the first product's name (default: the folder's)")
      .option("--organization <name>", "whose data these are", "Acme")
      .option("--user <name>", "the first user (default: yours)"),
  ).action(init);
  withExamples(command, [
    ["datafeed init my-extracts", "a project on a sample warehouse, ready to run"],
    ['datafeed init . --product "IXHello - Employee" --user amy', "with names of your own"],
  ]);
}

function init(folder: string, options: InitOptions): void {
  const root = resolve(folder);
  const files = scaffoldProject({
    name: options.product ?? basename(root),
    organization: options.organization,
    user: userName(options.user ?? requester()),
  });
  const taken = files.find((file) => existsSync(join(root, file.path)));
  if (taken !== undefined) {
    throw new DatafeedError("folder-not-empty", `${join(folder, taken.path)} is there already.`, {
      hint: "Choose another folder: datafeed init my-extracts",
    });
  }
  for (const file of files) {
    writeNewFile(root, file.path, file.text);
  }
  answerJson(options.format, { folder: root, files: files.map((file) => file.path) });
  say(options.format, `${pc.green("✔")} Wrote ${files.length} files to ${folder}. Next:\n${nextSteps(folder)}`);
}

function nextSteps(folder: string): string {
  const enter = folder === "." ? [] : [`cd ${folder}`];
  return [...enter, "datafeed sample", "datafeed validate", "datafeed run --immediate"].map((line) => `  $ ${line}`).join("\n");
}
