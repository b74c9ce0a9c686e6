import { type Command, Option } from "commander";
import pc from "picocolors";
import { chooseWindow, type RangeOptions } from "../../commands/choose-window.ts";
import { compileExtract } from "../../compile/compile-extract.ts";
import type { Plan } from "../../compile/plan.ts";
import { queryText, shownParameters } from "../../compile/query-text.ts";
import { dialectOf } from "../../connect/open-connections.ts";
import type { Dialect } from "../../load/types.ts";
import { type ProjectOptions, withExamples, withProject, withRange } from "../common-options.ts";
import { answerJson, say } from "../printer.ts";
import { connectionsOf, findExtract, openSession, today } from "../session.ts";

interface SqlOptions extends ProjectOptions, RangeOptions {
  readonly dialect?: Dialect;
}

export function configure(command: Command): void {
  withRange(
    withProject(
      command
        .argument("<extract>", "the extract's name")
        .addOption(
          new Option("--dialect <dialect>", "compile for this kind of warehouse").choices(["duckdb", "postgres", "redshift"]),
        ),
    ),
  ).action(sql);
  withExamples(command, [
    ["datafeed sql ixHelloExtract1", "the query, and the values bound to it"],
    ["datafeed sql ixHelloExtract1 --dialect redshift", "the same for Amazon Redshift"],
  ]);
}

async function sql(name: string, options: SqlOptions): Promise<void> {
  const session = await openSession(options);
  const extract = findExtract(session, name);
  const dialect = options.dialect ?? dialectOf(connectionsOf(session), extract.product.warehouse);
  const plan = compileExtract(extract, {
    ...chooseWindow(extract, options, new Date().toISOString()),
    dialect,
    today: today(),
  });
  answerJson(options.format, answer(plan));
  const { heading, sql: statement, values } = queryText(plan);
  say(options.format, [pc.dim(heading), statement, ...values.map((value) => pc.dim(value))].join("\n"));
}

function answer(plan: Plan) {
  const { extract, dialect, kind, window, query, columns, definitionHash, planHash } = plan;
  const parameters = shownParameters(query.parameters);
  return { extract, dialect, kind, window, sql: query.sql, parameters, columns, definitionHash, planHash };
}
