import { quoteIdentifier, quoteTable } from "../../compile/dialects/identifier.ts";
import { fieldOf } from "../../load/field-types.ts";
import type { ResolvedFeed, Template } from "../../load/project-documents.ts";

/** Whose changes are told of: a table, its rows known by some columns. Templates of the same table and key share one. */
export interface Stream {
  /** What stands in the change table: table and columns as the template writes them. */
  readonly label: string;
  /** As the template writes it. */
  readonly table: string;
  readonly columns: readonly string[];
}

/** The stream of a template of a table, whose key load has checked to be columns. */
export function streamOf(template: Template): Stream {
  const table = template.source.table ?? "";
  const columns = template.key.map((field) => fieldOf(template, field)?.column ?? field);
  return { label: `${table}(${columns.join(", ")})`, table, columns };
}

/** The streams of a feed's events, each once. */
export function streamsOf(feed: Pick<ResolvedFeed, "events">): readonly Stream[] {
  const streams = feed.events.map(({ extract }) => streamOf(extract.template));
  return [...new Map(streams.map((stream) => [stream.label, stream])).values()];
}

/** The names of a change table and of what belongs to it, all in one schema. */
export interface ChangeTable {
  readonly schema: string;
  readonly name: string;
  /** In quotes, with the schema. */
  readonly table: string;
  readonly trimmed: string;
  readonly record: string;
  readonly trim: string;
  /** The channel on which the database says that there are changes. */
  readonly channel: string;
}

/**
 * @param written As the feed writes it: `datafeed.changes`; without a schema it stands in `public`. The schema of feeds allows as
 * many characters as leave room for the names below: PostgreSQL cuts names after 63, and a longer channel fails all who write.
 */
export function changeTable(written: string): ChangeTable {
  const [schema = "", name = ""] = written.includes(".") ? written.split(".") : ["public", written];
  const inSchema = (object: string): string => quoteTable(`${schema}.${object}`);
  return {
    schema: quoteIdentifier(schema),
    name,
    table: inSchema(name),
    trimmed: inSchema("trimmed"),
    record: inSchema(`record_${name}`),
    trim: inSchema(`trim_${name}`),
    channel: `${schema}.${name}`,
  };
}
