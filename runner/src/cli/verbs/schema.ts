import type { Command } from "commander";
import { Argument } from "commander";
import common from "../../../../schemas/common.schema.json" with { type: "json" };
import connections from "../../../../schemas/connections.schema.json" with { type: "json" };
import extract from "../../../../schemas/extract.schema.json" with { type: "json" };
import manifest from "../../../../schemas/manifest.schema.json" with { type: "json" };
import project from "../../../../schemas/project.schema.json" with { type: "json" };
import schedule from "../../../../schemas/schedule.schema.json" with { type: "json" };
import template from "../../../../schemas/template.schema.json" with { type: "json" };
import { withExamples, withFormat } from "../common-options.ts";
import { answerJson, type OutputFormat, say } from "../printer.ts";
import { table } from "../table.ts";

const schemas = { extract, template, schedule, project, connections, manifest, common } as const;
type SchemaName = keyof typeof schemas;

export function configure(command: Command): void {
  withFormat(command.addArgument(new Argument("[name]", "which schema").choices(Object.keys(schemas)))).action(schema);
  withExamples(command, [
    ["datafeed schema", "which schemas there are"],
    ["datafeed schema extract", "the JSON Schema of extracts"],
  ]);
}

function schema(name: SchemaName | undefined, options: { readonly format: OutputFormat }): void {
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
