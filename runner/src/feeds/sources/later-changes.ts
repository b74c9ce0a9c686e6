import type { Moment } from "../../warehouse/warehouse.ts";
import type { ChangePosition } from "../position.ts";
import { laterOf } from "./change-answers.ts";
import type { Candidate, Later } from "./coalesce.ts";
import { type AskedRow, laterQuestion } from "./questions/later-question.ts";
import type { ChangeTable } from "./streams.ts";

/** What comes behind the changes that were read, for each row and type. */
export async function laterChanges(
  moment: Moment,
  table: ChangeTable,
  place: ChangePosition,
  last: readonly Candidate[],
): Promise<(candidate: Candidate) => Later> {
  const asked = last.map(
    ({ change: { stream, rowText }, event }): AskedRow => ({
      stream,
      row: rowText,
      type: event.type,
      operations: [...event.raise],
    }),
  );
  const laterAt = laterOf(asked.length === 0 ? [] : await moment.ask(laterQuestion(table, place, asked)));
  const places = new Map(last.map((candidate, at) => [candidate, at]));
  return (candidate) => laterAt(places.get(candidate) ?? -1);
}
