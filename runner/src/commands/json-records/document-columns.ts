import { protectionOf } from "../../compile/masking.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { canonicalText } from "../../format/canonical/canonical-text.ts";
import { NotCanonical } from "../../format/canonical/not-canonical.ts";
import type { Output } from "../../ledger/records.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { LogicalType } from "../../load/types.ts";
import type { Where } from "../commands.ts";

/** A column as the manifest of an output tells of it. */
interface ManifestColumn {
  readonly name: string;
  readonly type: LogicalType;
  readonly pii?: string;
  readonly mask?: string;
}

/**
 * What is asked of a document's records, each value as the document writes it. Refuses columns by which the records of a document can't be chosen: those that it does not have, nested ones, and those with
 * personal data, now or when it was published. Nobody finds out what is masked by asking for it (DESIGN 3).
 * Errors: `export-filter-unknown`, with the columns that can be used; `export-filter-value`.
 *
 * @param today YYYY-MM-DD, UTC, on which grants depend.
 */
export function readWhere(where: Where, output: Pick<Output, "manifest">, extract: ResolvedExtract, today: string): Where {
  const { columns } = JSON.parse(output.manifest) as { readonly columns: readonly ManifestColumn[] };
  const usable = columns.filter((column) => isPlain(column) && isOpenNow(extract, column.name, today));
  const types = new Map(usable.map(({ name, type }) => [name, type]));
  const wrong = Object.keys(where).filter((name) => !types.has(name));
  if (wrong.length > 0) throw unknown(wrong, [...types.keys()]);
  return Object.fromEntries(
    Object.entries(where).map(([name, values]) => [name, values.map((value) => written(name, types.get(name)!, value))]),
  );
}

function unknown(wrong: readonly string[], usable: readonly string[]): DatafeedError {
  const names = wrong.map(shown).join(", ");
  return new DatafeedError("export-filter-unknown", `Records can't be chosen by ${names}.`, {
    hint: `Choose by ${usable.join(", ") || "nothing: no column is without personal data"}.`,
  });
}

/** A value that no record could have would choose nothing, and be taken for an answer. */
function written(name: string, type: LogicalType, value: string): string {
  if (value === "null") return value;
  try {
    return canonicalText(type)(value);
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    const message = `No record has ${shown(value)} as ${shown(name)}: that is ${error.message}.`;
    throw new DatafeedError("export-filter-value", message, { hint: `Expected a value of the type ${type.type}, or null.` });
  }
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
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
