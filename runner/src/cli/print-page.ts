import pc from "picocolors";
import type { Page } from "../commands/commands.ts";
import { type ListWords, listEnd } from "./list-end.ts";
import { answerJson, note, type OutputFormat, say } from "./printer.ts";

/** What a list is called and how it looks. */
export interface ListLook<Item> extends ListWords {
  /** What programs find its items under. */
  readonly key: string;
  readonly table: (items: readonly Item[]) => string;
}

/** A page of a list: JSON for programs; for people a table, and the line under it. */
export function printPage<Item>(
  { page, pageSize, format }: { readonly page: number; readonly pageSize: number; readonly format: OutputFormat },
  { items, total }: Page<Item>,
  { key, table, ...words }: ListLook<Item>,
): void {
  answerJson(format, { total, page, pageSize, [key]: items });
  if (format === "json") return;
  if (items.length > 0) say(format, table(items));
  note(pc.dim(listEnd({ shown: items.length, total, page, pageSize }, words)));
}
