import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { formatCount } from "../../commands/units.ts";
import { warehouseConnection } from "../../connect/open-connections.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { defaultContacts, defaultSeed, type SampleTarget } from "../../sample/generate-sample.ts";
import { type ProjectOptions, wholeNumber, withExamples, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, say } from "../printer.ts";
import { fillSample } from "../sample-warehouse.ts";
import { inForce, openSession, type Session } from "../session.ts";
import { table } from "../table.ts";

interface SampleOptions extends ProjectOptions {
  readonly contacts: number;
  readonly seed: number;
  readonly warehouse: string;
  readonly from?: string;
  readonly force?: boolean;
}

export function configure(command: Command): void {
  withProject(
    command
      .option(
        "--contacts <count>",
        "how many contacts; each has its interactions, transfers, intents, …",
        wholeNumber(1),
        defaultContacts,
      )
      .option("--seed <number>", "the same seed gives the same rows", wholeNumber(0), defaultSeed)
      .option("--warehouse <name>", "a warehouse of the connections; its role must be able to write", "sample")
      .addOption(
        new Option("--from <file>", "load real dialogues instead (Schema-Guided Dialogue, gzip-compressed NDJSON)").conflicts(
          "contacts",
        ),
      )
      .option("--force", "replace a schema that the sample did not make"),
  ).action(sample);
  withExamples(command, [
    ["datafeed sample", `${formatCount(defaultContacts)} contacts into the sample warehouse`],
    ["datafeed sample --contacts 1000000", "a million"],
    ["datafeed sample --connections admin.yaml --warehouse sample", "the same rows into a PostgreSQL"],
  ]);
}

async function sample(options: SampleOptions): Promise<void> {
  const signal = interruptSignal();
  const session = await openSession(options, signal);
  const connection = warehouseConnection(inForce(session), options.warehouse);
  const result = await fillSample(
    await targetOf(connection, session),
    { ...options, quiet: options.format === "json" },
    signal,
  );
  answerJson(options.format, { warehouse: options.warehouse, ...result });
  say(
    options.format,
    table(result.tables, [
      { title: "TABLE", value: (row) => row.name },
      { title: "ROWS", value: (row) => formatCount(row.rows), align: "right" },
    ]),
  );
}

async function targetOf(connection: ReturnType<typeof warehouseConnection>, session: Session): Promise<SampleTarget> {
  switch (connection.type) {
    case "duckdb":
      if (connection.path === undefined || connection.path === ":memory:") {
        throw new DatafeedError("sample-target", "The warehouse is in memory, where nothing stays.", {
          hint: "Give it a `path`.",
        });
      }
      return { type: "duckdb", file: resolve(session.texts.root, connection.path) };
    case "postgres": {
      const { postgresConfig, tlsOptions } = await import("../../warehouse/postgres/postgres-config.ts");
      const { host, port, database, user, password, ...config } = postgresConfig(connection, inForce(session).folder);
      const ssl = await tlsOptions({ host, port, database, user, ...config });
      return {
        type: "postgres",
        // A function: for an absent or empty one the driver would look in PGPASSWORD and ~/.pgpass, which nobody named.
        connection: { host, port, database, user, password: () => password ?? "", ssl },
      };
    }
    case "redshift":
      throw new DatafeedError("sample-target", "The sample is made in DuckDB or PostgreSQL, not in Redshift.", {
        hint: "Name another warehouse of the connections with --warehouse.",
      });
  }
}
