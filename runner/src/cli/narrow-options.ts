import { type Command, Option } from "commander";
import type { NarrowRequest } from "../commands/commands.ts";

/** Options that ask for less of an extract than it says, or for its rows in another format. */
export interface NarrowOptions {
  readonly fields?: readonly string[];
  readonly fileFormat?: "csv" | "json" | "ndjson" | "parquet";
}

/** Adds `--fields` and `--file-format`. */
export function withNarrowing(command: Command): Command {
  return command
    .option("--fields <column...>", "these of its columns alone; the file is named Adhoc and is no window's publication")
    .addOption(
      new Option("--file-format <format>", "another format than the extract's; named Adhoc, too").choices([
        ...["csv", "json", "ndjson", "parquet"],
      ]),
    );
}

/** What the options ask for; undefined when they ask for the extract as it is. */
export function narrowRequest({ fields, fileFormat }: NarrowOptions): NarrowRequest | undefined {
  if (fields === undefined && fileFormat === undefined) return undefined;
  return { ...(fields === undefined ? {} : { fields }), ...(fileFormat === undefined ? {} : { format: fileFormat }) };
}
