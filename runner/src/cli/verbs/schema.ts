import type { Command } from "commander";
import { Argument, Option } from "commander";
import common from "../../../../schemas/common.schema.json" with { type: "json" };
import connections from "../../../../schemas/connections.schema.json" with { type: "json" };
import extract from "../../../../schemas/extract.schema.json" with { type: "json" };
import feed from "../../../../schemas/feed.schema.json" with { type: "json" };
import manifest from "../../../../schemas/manifest.schema.json" with { type: "json" };
import plan from "../../../../schemas/plan.schema.json" with { type: "json" };
import project from "../../../../schemas/project.schema.json" with { type: "json" };
import schedule from "../../../../schemas/schedule.schema.json" with { type: "json" };
import template from "../../../../schemas/template.schema.json" with { type: "json" };
import test from "../../../../schemas/test.schema.json" with { type: "json" };
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { readersSchema } from "../../format/readers-schema.ts";
import { extractRecordSchema, templateRecordSchema } from "../../format/record-schema.ts";
import type { Schema } from "../../format/value-schema.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { answerJson, say } from "../printer.ts";
import { findExtract, findTemplate, openSession, today } from "../session.ts";
import { table } from "../table.ts";

const schemas = { extract, template, schedule, feed, test, project, connections, manifest, plan, common } as const;
type SchemaName = keyof typeof schemas;

interface SchemaOptions extends ProjectOptions {
  readonly template?: string;
  readonly extract?: string;
  readonly readers?: true;
}

export function configure(command: Command): void {
  withProject(
    command
      .addArgument(new Argument("[name]", "which schema").choices(Object.keys(schemas)))
      .addOption(new Option("--template <name>", "of a record of this template, as JSON").conflicts("extract"))
      .option("--extract <name>", "of a record of this extract: its columns, names and masks")
      .option("--readers", "with --template or --extract: keys may be missing, and others may be there"),
  ).action(schema);
  withExamples(command, [
    ["datafeed schema", "which schemas there are"],
    ["datafeed schema extract", "the JSON Schema of extracts"],
    ["datafeed schema plan", "what `datafeed plan --format json` prints"],
    ["datafeed schema --template ContactTimeline", "the JSON Schema of a record"],
    ["datafeed schema --extract contact-timeline --readers", "the same for those who read older and newer documents"],
  ]);
}

async function schema(name: SchemaName | undefined, options: SchemaOptions): Promise<void> {
  const ofRecord = options.template !== undefined || options.extract !== undefined;
  if (name !== undefined && ofRecord) throw new DatafeedError("usage", "Name a schema, or a template or an extract, not both.");
  if (options.readers === true && !ofRecord) {
    throw new DatafeedError("usage", "--readers belongs to --template or --extract.");
  }
  if (ofRecord) {
    const strict = await recordSchema(options);
    answerJson("json", options.readers === true ? readersSchema(strict) : strict);
    return;
  }
  if (name !== undefined) {
    answerJson("json", schemas[name]);
    return;
  }
  const rows = Object.entries(schemas).map(([key, value]) => ({ name: key, id: value.$id, description: value.description }));
  answerJson(options.format, rows);
  say(
    options.format,
    table(rows, [
      { title: "SCHEMA", value: (row) => row.name },
      { title: "ID", value: (row) => row.id },
      { title: "DESCRIBES", value: (row) => row.description },
    ]),
  );
}

async function recordSchema(options: SchemaOptions): Promise<Schema> {
  const session = await openSession(options);
  if (options.extract !== undefined) {
    const extract = findExtract(session, options.extract);
    const warehouses = session.loaded.connections?.value.warehouses ?? {};
    const { warehouse } = extract.product;
    const dialect = Object.hasOwn(warehouses, warehouse) ? warehouses[warehouse]?.type : undefined;
    return extractRecordSchema(extract, today(), dialect);
  }
  return templateRecordSchema(findTemplate(session, options.template ?? ""));
}
