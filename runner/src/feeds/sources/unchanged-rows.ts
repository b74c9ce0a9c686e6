import type { Moment } from "../../warehouse/warehouse.ts";
import type { Pass } from "../position.ts";
import type { Page } from "./pass.ts";
import { changedQuestion } from "./questions/later-question.ts";
import { rowName } from "./read-rows.ts";
import { type ChangeTable, streamOf } from "./streams.ts";

/** A page of a snapshot without the rows that have changed since it began: the changes tell of these. */
export async function unchangedRows(moment: Moment, table: ChangeTable, { since }: Pass, page: Page): Promise<Page> {
  const rows = [...page.events, ...page.poison].map(({ row }) => row);
  if (since === undefined || rows.length === 0) return page;
  const { extract, raise } = page.event;
  const asked = { stream: streamOf(extract.template).label, rows, operations: [...raise] };
  const answers = await moment.ask(changedQuestion(table, since, asked));
  const changed = new Set(answers.map(([row]) => rowName(JSON.parse(row ?? "[]") as string[])));
  const stays = ({ row }: { readonly row: readonly string[] }): boolean => !changed.has(rowName(row));
  return { ...page, events: page.events.filter(stays), poison: page.poison.filter(stays) };
}
