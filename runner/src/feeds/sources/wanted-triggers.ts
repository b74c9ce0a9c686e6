import { arrayText } from "../../compile/array-text.ts";
import { quoteTable } from "../../compile/dialects/identifier.ts";
import type { Query } from "../../compile/plan.ts";
import type { RaisedBy, ResolvedFeed } from "../../load/project-documents.ts";
import { triggerName } from "./change-table-ddl.ts";
import { question } from "./questions/question.ts";
import { type ChangeTable, type Stream, streamOf, streamsOf } from "./streams.ts";

/** A trigger that should be there. */
export interface WantedTrigger {
  readonly stream: Stream;
  readonly operation: RaisedBy;
}

/** The triggers without which a feed would miss changes. */
export function wantedTriggers(feed: ResolvedFeed): readonly WantedTrigger[] {
  return streamsOf(feed).flatMap((stream) =>
    (["insert", "update"] as const)
      .filter((operation) =>
        feed.events.some(({ extract, raise }) => raise.has(operation) && streamOf(extract.template).label === stream.label),
      )
      .map((operation) => ({ stream, operation })),
  );
}

/** Of each trigger, in the order asked: whether its table is there, whether it is there and enabled. */
export function triggersQuestion(changes: ChangeTable, wanted: readonly WantedTrigger[]): Query {
  return question(
    [
      "SELECT to_regclass(asked.on_table) IS NOT NULL, EXISTS (",
      "  SELECT FROM pg_trigger t WHERE t.tgrelid = to_regclass(asked.on_table) AND t.tgname = asked.name",
      "    AND t.tgenabled IN ('O', 'A') AND t.tgfoid = to_regproc($3::text))",
      "FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (on_table, name, place)",
      "ORDER BY place",
    ].join("\n"),
    arrayText(wanted.map(({ stream }) => quoteTable(stream.table))),
    arrayText(wanted.map(({ stream, operation }) => triggerName(changes, stream, operation))),
    changes.record,
  );
}
