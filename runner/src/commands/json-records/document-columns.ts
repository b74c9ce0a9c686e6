import { protectionOf } from "../../compile/masking.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { Output } from "../../ledger/records.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { Where } from "../commands.ts";

/** A column as the manifest of an output tells of it. */
interface ManifestColumn {
  readonly name: string;
  readonly type: { readonly type: string };
  readonly pii?: string;
  readonly mask?: string;
}

/**
 * Refuses columns by which the records of a document can't be chosen: those that it does not have, nested ones, and those with
 * personal data, now or when it was published. Nobody finds out what is masked by asking for it (DESIGN 3). Error:
 * `export-filter-unknown`, with the columns that can be used.
 *
 * @param today YYYY-MM-DD, UTC, on which grants depend.
 */
export function checkWhere(where: Where, output: Pick<Output, "manifest">, extract: ResolvedExtract, today: string): void {
  const { columns } = JSON.parse(output.manifest) as { readonly columns: readonly ManifestColumn[] };
  const usable = columns.filter((column) => isPlain(column) && isOpenNow(extract, column.name, today)).map(({ name }) => name);
  const wrong = Object.keys(where).filter((name) => !usable.includes(name));
  if (wrong.length === 0) return;
  const names = wrong.map((name) => JSON.stringify(name.slice(0, 100))).join(", ");
  throw new DatafeedError("export-filter-unknown", `Records can't be chosen by ${names}.`, {
    hint: `Choose by ${usable.join(", ") || "nothing: no column is without personal data"}.`,
  });
}

function isPlain({ type, pii, mask }: ManifestColumn): boolean {
  return type.type !== "json" && pii === undefined && mask === undefined;
}

/** A column that the extract does not have any more is as it was published. */
function isOpenNow(extract: ResolvedExtract, name: string, today: string): boolean {
  const selected = extract.fields.find(({ as }) => as === name);
  if (selected === undefined) return true;
  const { pii, mask } = protectionOf({ extract, today }, selected.field, selected.mask);
  return pii === undefined && mask === undefined;
}
