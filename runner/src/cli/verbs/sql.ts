import { type Command, Option } from "commander";
import pc from "picocolors";
import { chooseWindow, type RangeOptions } from "../../commands/choose-window.ts";
import { compileExtract } from "../../compile/compile-extract.ts";
import type { Parameter, Plan } from "../../compile/plan.ts";
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
  say(options.format, `${describe(plan)}\n${plan.query.sql};${boundValues(plan.query.parameters)}`);
}

function answer(plan: Plan) {
  const { extract, dialect, kind, window, query, columns, definitionHash, planHash } = plan;
  const parameters = query.parameters.map((parameter) => ({ ...parameter, value: shownValue(parameter) }));
  return { extract, dialect, kind, window, sql: query.sql, parameters, columns, definitionHash, planHash };
}

function describe(plan: Plan): string {
  return pc.dim(
    [
      `-- ${plan.extract}: ${plan.kind}, from ${plan.window.start} to ${plan.window.end} (${plan.window.timezone}), ${plan.dialect}`,
      `-- definition ${plan.definitionHash.slice(0, 12)}, plan ${plan.planHash.slice(0, 12)}`,
    ].join("\n"),
  );
}

function boundValues(parameters: readonly Parameter[]): string {
  return parameters
    .map((parameter, at) => pc.dim(`\n-- $${at + 1} = ${JSON.stringify(shownValue(parameter))} (${parameter.type})`))
    .join("");
}

/** A value that is compared with personal data is not shown. */
function shownValue(parameter: Parameter): string {
  return parameter.pii ? "(hidden)" : parameter.value;
}
