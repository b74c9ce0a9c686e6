import { arrayText } from "../../compile/array-text.ts";
import type { ResolvedEvent } from "../../load/project-documents.ts";
import type { Moment } from "../../warehouse/warehouse.ts";
import type { ChangePosition } from "../position.ts";
import { askingIn } from "./asking.ts";
import { laterOf } from "./change-answers.ts";
import { type AskedRow, laterQuestion } from "./questions/later-question.ts";
import { type RaisedRows, readRows, type SourceParts } from "./read-rows.ts";
import { type ChangeTable, streamOf } from "./streams.ts";

/** What rows with these keys raise now, but for those of which a change behind a place tells. */
export async function rereadRows(
  moment: Moment,
  parts: SourceParts,
  { event, keys }: { readonly event: ResolvedEvent; readonly keys: readonly (readonly string[])[] },
  { table, place }: { readonly table: ChangeTable; readonly place: ChangePosition },
): Promise<RaisedRows> {
  const { label: stream } = streamOf(event.extract.template);
  const operations = [...event.raise];
  const asked = keys.map((key): AskedRow => ({ stream, row: arrayText(key), type: event.type, operations }));
  const laterAt = laterOf(await moment.ask(laterQuestion(table, place, asked)));
  const last = keys.filter((_, at) => !laterAt(at).isReadable && laterAt(at).open.length === 0);
  if (last.length === 0) return { events: [], poison: [] };
  return await readRows(parts, event, { by: "keys", keys: last }, askingIn(moment));
}
