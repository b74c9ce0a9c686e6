import { DatafeedError } from "../errors/datafeed-error.ts";
import { defaults } from "../load/defaults.ts";
import type { Filter, ResolvedExtract, ResolvedOutput } from "../load/project-documents.ts";
import { fieldsOfFilter } from "./filter-sql.ts";

/** What a request may ask of a reviewed extract: less of it, never more (DESIGN 3). */
export interface Narrowing {
  /** Columns by the names that the extract gives them, in the order wanted. */
  readonly fields?: readonly string[];
  /** A further filter, over fields that the extract selects. */
  readonly filter?: Filter;
  readonly format?: ResolvedOutput["format"];
}

/** The extract with less in it. Another format keeps a compression that the extract chose, where it fits. Error: compile-narrow-field. */
export function narrowed(extract: ResolvedExtract, { fields, filter, format }: Narrowing): ResolvedExtract {
  const refuse = (name: string): never => {
    throw new DatafeedError("compile-narrow-field", `The extract ${extract.name} does not select ${JSON.stringify(name)}.`, {
      hint: `It selects ${extract.fields.map(({ as }) => as).join(", ")}.`,
    });
  };
  for (const name of filter === undefined ? [] : fieldsOfFilter(filter)) {
    if (!extract.fields.some(({ field }) => field === name)) refuse(name);
  }
  const filters = [extract.filter, filter].filter((part) => part !== undefined);
  const { output } = extract;
  return {
    ...extract,
    ...(fields !== undefined && { fields: fields.map((name) => extract.fields.find(({ as }) => as === name) ?? refuse(name)) }),
    ...(filters.length > 0 && { filter: filters.length === 1 ? filters[0]! : { all: filters } }),
    ...(format !== undefined &&
      format !== output.format && { output: { ...output, format, compress: compressFor(format, output) } }),
  };
}

/** What is the default of one format says nothing of another; and Parquet is compressed inside. */
function compressFor(format: ResolvedOutput["format"], own: ResolvedOutput): ResolvedOutput["compress"] {
  const chosen = own.compress !== defaults.compress[own.format];
  return chosen && format !== "parquet" ? own.compress : defaults.compress[format];
}
