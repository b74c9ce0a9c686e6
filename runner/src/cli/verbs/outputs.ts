import { type Command, Option } from "commander";
import { type PageOptions, withExamples, withPage, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { openCommands } from "../open-commands.ts";
import { outputTable } from "../output-table.ts";
import { printPage } from "../print-page.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";

const ascending = ["name", "owner"] as const;
const descending = ["modified", "created", "window", "size", "rows"] as const;

interface OutputsOptions extends PlaceOptions, PageOptions {
  readonly extract?: string;
  readonly owner?: string;
  readonly product?: string;
  readonly search?: string;
  readonly sort: (typeof ascending)[number] | (typeof descending)[number];
  readonly deleted?: boolean;
}

export function configure(command: Command): void {
  withServer(
    withPage(
      withProject(
        command
          .option("--extract <name>", "of this extract alone")
          .option("--owner <user>", "of this owner alone")
          .option("--product <id>", "of this product's extracts alone")
          .option("--search <text>", "whose name holds this text")
          .addOption(
            new Option("--sort <column>", "order of the list").choices([...ascending, ...descending]).default("created"),
          )
          .option("--deleted", "those that were deleted, too"),
      ),
    ),
  ).action(outputs);
  withExamples(command, [
    ["datafeed outputs", "the newest ten"],
    ["datafeed outputs --extract ixHelloExtract1 --page-size 50", "of one extract"],
    ["datafeed outputs --format json", "with hashes, parts and exact sizes"],
    ["datafeed outputs --server https://datafeed.example.com", "those of a server"],
  ]);
}

async function outputs(options: OutputsOptions): Promise<void> {
  await using open = await openCommands(options, interruptSignal(), { questions: true, existing: true });
  const { extract, owner, product, search, page, pageSize, sort } = options;
  const answer = await open.commands.listOutputs({
    ...(extract === undefined ? {} : { extract }),
    ...(owner === undefined ? {} : { owner }),
    ...(product === undefined ? {} : { product }),
    ...(search === undefined ? {} : { search }),
    states: options.deleted === true ? ["published", "deleted"] : ["published"],
    sort: ascending.some((column) => column === sort) ? sort : `-${sort}`,
    page,
    pageSize,
  });
  const none = "Nothing was published yet. Start with: datafeed run NAME";
  const chosenBy = [extract, owner, product, search];
  printPage(options, answer, { key: "outputs", table: outputTable, noun: "output", none, chosenBy });
}
