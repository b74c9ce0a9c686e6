import { type Command, Option } from "commander";
import pc from "picocolors";
import { ledgerPath } from "../../connect/ledger-place.ts";
import { openLedger } from "../../ledger/ledger.ts";
import { listOutputs, type OutputSort } from "../../ledger/list-outputs.ts";
import type { Output } from "../../ledger/records.ts";
import { type PageOptions, type ProjectOptions, withExamples, withPage, withProject } from "../common-options.ts";
import { otherParts } from "../outcome-table.ts";
import { answerJson, note, say } from "../printer.ts";
import { openSession } from "../session.ts";
import { table } from "../table.ts";
import { formatBytes, formatCount, formatTime } from "../units.ts";

interface OutputsOptions extends ProjectOptions, PageOptions {
  readonly extract?: string;
  readonly owner?: string;
  readonly search?: string;
  readonly sort: OutputSort;
  readonly deleted?: boolean;
}

export function configure(command: Command): void {
  withPage(
    withProject(
      command
        .option("--extract <name>", "of this extract alone")
        .option("--owner <user>", "of this owner alone")
        .option("--search <text>", "whose name holds this text")
        .addOption(
          new Option("--sort <column>", "order of the list")
            .choices(["name", "owner", "modified", "created", "window", "size", "rows"])
            .default("created"),
        )
        .option("--deleted", "those that were deleted, too"),
    ),
  ).action(outputs);
  withExamples(command, [
    ["datafeed outputs", "the newest ten"],
    ["datafeed outputs --extract ixHelloExtract1 --page-size 50", "of one extract"],
    ["datafeed outputs --format json", "with hashes, parts and exact sizes"],
  ]);
}

async function outputs(options: OutputsOptions): Promise<void> {
  const session = await openSession(options);
  await using ledger = await openLedger(ledgerPath(session.texts.root));
  const { extract, owner, search } = options;
  const filter = {
    ...(extract === undefined ? {} : { extract }),
    ...(owner === undefined ? {} : { owner }),
    ...(search === undefined ? {} : { search }),
    states: options.deleted === true ? (["published", "deleted"] as const) : (["published"] as const),
  };
  const page = { limit: options.pageSize, offset: (options.page - 1) * options.pageSize };
  const direction = options.sort === "name" || options.sort === "owner" ? "asc" : "desc";
  const { items, total } = await listOutputs(ledger, filter, page, { by: options.sort, direction });
  answerJson(options.format, { total, page: options.page, pageSize: options.pageSize, outputs: items.map(withoutManifest) });
  if (options.format === "json") return;
  if (items.length > 0) say(options.format, outputTable(items));
  note(
    pc.dim(
      total === 0
        ? "Nothing was published yet. Start with: datafeed run NAME"
        : `${items.length} of ${formatCount(total)} outputs.`,
    ),
  );
}

/** The grid of the portal (SEEDS 17 to 21): name, owner, last modified, type, size. */
function outputTable(outputs: readonly Output[]): string {
  return table(outputs, [
    { title: "ID", value: (output) => output.id },
    { title: "EXTRACT NAME", value: (output) => output.path + otherParts(output) },
    { title: "OWNER", value: (output) => output.owner },
    { title: "LAST MODIFIED", value: (output) => formatTime(output.deletedAt ?? output.publishedAt ?? output.createdAt) },
    { title: "TYPE", value: (output) => (output.shared ? "shared" : "private") },
    { title: "ROWS", value: (output) => formatCount(output.rows), align: "right" },
    { title: "SIZE", value: (output) => (output.state === "deleted" ? "deleted" : formatBytes(output.bytes)), align: "right" },
  ]);
}

function withoutManifest({ manifest: _manifest, ...rest }: Output): Omit<Output, "manifest"> {
  return rest;
}
