import { type Command, InvalidArgumentError, Option } from "commander";
import type { OutputFormat } from "./printer.ts";

/** Options of every verb that works on a project. */
export interface ProjectOptions {
  readonly project: string;
  readonly connections?: string;
  readonly format: OutputFormat;
}

/** Adds `--format text|json`, and what else the verb has. */
export function withFormat(command: Command, more: readonly string[] = []): Command {
  return command.addOption(
    new Option("--format <format>", "how to print the answer").choices(["text", "json", ...more]).default("text"),
  );
}

/** Adds `--project`, `--connections` and `--format`. */
export function withProject(command: Command, moreFormats: readonly string[] = []): Command {
  return withFormat(
    command
      .addOption(new Option("-C, --project <folder>", "the project's folder").default(".").env("DATAFEED_PROJECT"))
      .option("--connections <file>", "warehouses, destinations and brokers to use (or DATAFEED_CONNECTIONS)"),
    moreFormats,
  );
}

/** Adds `--start` and `--end`. */
export function withRange(command: Command): Command {
  return command
    .option("--start <time>", "start of the window, included: 2026-03-17T00:00, in the extract's zone or with an offset")
    .option("--end <time>", "end of the window, not included");
}

/** Options of verbs that list. */
export interface PageOptions {
  readonly page: number;
  readonly pageSize: number;
}

/** Adds `--page` and `--page-size`; ten to a page, as in the portal (SEEDS 26). */
export function withPage(command: Command): Command {
  return command
    .option("--page <number>", "which page", wholeNumber(1), 1)
    .option("--page-size <count>", "how many on a page", wholeNumber(1), 10);
}

/** Adds examples below a verb's help: a comment and a command line each. */
export function withExamples(command: Command, examples: readonly (readonly [command: string, what: string])[]): Command {
  const widest = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  $ ${line.padEnd(widest)}   ${what}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

/** Reads a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
    }
    return value;
  };
}
