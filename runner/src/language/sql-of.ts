import { Temporal } from "temporal-polyfill";
import { compileExtract } from "../compile/compile-extract.ts";
import type { Parameter } from "../compile/plan.ts";
import { queryText, shownParameters } from "../compile/query-text.ts";
import type { LoadedProject, ResolvedExtract } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";
import { type ChosenWindow, ownWindow } from "../schedule/own-window.ts";
import { formatInstant, startOfDay } from "../schedule/wall-clock.ts";

/** The query of an extract. */
export interface ExtractSql extends ChosenWindow {
  readonly sql: string;
  readonly dialect: Dialect;
  /** Values that are compared with personal data read `(hidden)`. */
  readonly parameters: readonly Parameter[];
  /** As `datafeed sql` prints it. */
  readonly text: string;
  /** Whether the window is only an example, since the extract has none of its own: the last whole day of its zone. */
  readonly exampleWindow: boolean;
}

/**
 * The query of a sound extract for its own window; undefined without such an extract, and where nobody knows what kind of
 * warehouse it reads.
 *
 * @param now UTC, ISO 8601.
 * @param dialect Without it that of the extract's warehouse in the connections.
 *
 * Errors: compile-*.
 */
export function sqlOf(project: LoadedProject, name: string, now: string, dialect?: Dialect): ExtractSql | undefined {
  const extract = project.extracts.get(name);
  const spoken = dialect ?? (extract && dialectOf(project, extract.product.warehouse));
  if (extract === undefined || spoken === undefined) return undefined;
  const own = ownWindow(extract, now);
  const chosen = own ?? lastDay(extract, now);
  const plan = compileExtract(extract, { ...chosen, dialect: spoken, today: now.slice(0, 10) });
  const { heading, sql, values } = queryText(plan);
  return {
    ...chosen,
    sql: plan.query.sql,
    dialect: spoken,
    parameters: shownParameters(plan.query.parameters),
    text: [heading, sql, ...values, ""].join("\n"),
    exampleWindow: own === undefined,
  };
}

function dialectOf({ connections }: LoadedProject, warehouse: string): Dialect | undefined {
  const warehouses = connections?.value.warehouses ?? {};
  return Object.hasOwn(warehouses, warehouse) ? warehouses[warehouse]?.type : undefined;
}

function lastDay({ timezone }: ResolvedExtract, now: string): ChosenWindow {
  const today = Temporal.Instant.from(now).toZonedDateTimeISO(timezone).toPlainDate();
  const start = startOfDay(today.subtract({ days: 1 }), timezone);
  const end = startOfDay(today, timezone);
  return { kind: "Adhoc", window: { start: formatInstant(start), end: formatInstant(end), timezone } };
}
