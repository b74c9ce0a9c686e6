import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { RunKind } from "../schedule/window.ts";
import type { Ledger } from "./ledger.ts";
import { idsOfEach } from "./newest-of-each.ts";
import { type Output, outputOf } from "./records.ts";
import { holdsText } from "./search.ts";
import { type Sight, seesOutput } from "./sight.ts";
import type { OutputState, Tables } from "./tables.ts";

/** Which outputs; what is left out does not narrow. */
export interface OutputFilter {
  /** Default: everything. */
  readonly sight?: Sight;
  readonly extract?: string;
  /** Of these extracts. */
  readonly extracts?: readonly string[];
  readonly owner?: string;
  readonly shared?: boolean;
  readonly kind?: RunKind;
  readonly format?: string;
  /** Default: published. */
  readonly states?: readonly OutputState[];
  /** Part of the extract's name or of the path, without regard to case. */
  readonly search?: string;
  /** Window end after, window start before: those that overlap the stretch. */
  readonly from?: string;
  readonly to?: string;
  /** Of all parts together; both ends included. */
  readonly minBytes?: number;
  readonly maxBytes?: number;
  /** Last change of state not before, and not after. UTC, ISO 8601 with milliseconds. */
  readonly modifiedFrom?: string;
  readonly modifiedTo?: string;
}

/** Which stretch of a list. */
export interface Page {
  /** Default: 10 (SEEDS 26). */
  readonly limit?: number;
  readonly offset?: number;
}

/** What the columns of the grid sort by. */
const sortColumns = {
  name: "extract",
  owner: "owner",
  modified: "published_at",
  created: "created_at",
  window: "window_start",
  size: "bytes",
  rows: "rows",
  kind: "kind",
  shared: "shared",
  format: "format",
} as const;
export type OutputSort = keyof typeof sortColumns;

/** By which column outputs are put in order. */
export interface OutputOrder {
  readonly by: OutputSort;
  readonly direction: "asc" | "desc";
}

/** A page, and how many there are in all. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

/** Outputs, newest first unless another order is asked for. */
export async function listOutputs(
  ledger: Ledger,
  filter: OutputFilter = {},
  page: Page = {},
  order: OutputOrder = { by: "created", direction: "desc" },
): Promise<Listed<Output>> {
  return ledger.read(async (db) => {
    const matching = narrowed(db.selectFrom("outputs"), filter);
    const { limit = 10, offset = 0 } = page;
    const column = order.by === "modified" ? modifiedAt(filter) : sql.ref(sortColumns[order.by]);
    // The ids come from an index alone (0002-daemon); rows, which carry their manifests, are read for the one page.
    const ids = matching
      .select("id")
      .orderBy(column, order.direction)
      .orderBy("id", order.direction)
      .limit(limit)
      .offset(offset);
    const rows = await db
      .selectFrom("outputs")
      .selectAll()
      .where("id", "in", ids)
      .orderBy(column, order.direction)
      .orderBy("id", order.direction)
      .execute();
    const items = rows.map(outputOf);
    // The last page says by itself how many there are; else they are counted, which is most of the work.
    if (items.length < limit && (items.length > 0 || offset === 0)) return { items, total: offset + items.length };
    const { total } = await matching.select((column) => column.fn.countAll().as("total")).executeTakeFirstOrThrow();
    return { items, total: Number(total) };
  });
}

/**
 * The newest output of an extract: by the end of its window, then by sequence. Never an ad hoc, an unpublished or a deleted one
 * (DESIGN 6).
 */
export async function latestOutput(ledger: Ledger, extract: string, sight: Sight = "all"): Promise<Output | undefined> {
  return (await latestOutputs(ledger, [extract], sight)).get(extract);
}

/** The same of several extracts in one query; those without an output are missing from the answer. */
export async function latestOutputs(
  ledger: Ledger,
  extracts: readonly string[],
  sight: Sight = "all",
): Promise<ReadonlyMap<string, Output>> {
  if (extracts.length === 0) return new Map();
  const rows = await ledger.read((db) => {
    const newest = sql`select outputs.id from outputs where outputs.extract = wanted.column1
      and outputs.state = ${"published"} and outputs.kind <> ${"Adhoc"} and ${seesOutput(sight)}
      order by outputs.window_end desc, outputs.sequence desc, outputs.created_at desc, outputs.id desc limit 1`;
    return db.selectFrom("outputs").selectAll().where("outputs.id", "in", idsOfEach(extracts, newest)).execute();
  });
  return new Map(rows.map((row) => [row.extract, outputOf(row)]));
}

function narrowed(query: SelectQueryBuilder<Tables, "outputs", object>, filter: OutputFilter) {
  let result = inStates(query, filter.states ?? ["published"]).where(seesOutput(filter.sight ?? "all"));
  if (filter.extracts !== undefined) result = result.where("extract", "in", filter.extracts);
  if (filter.extract !== undefined) result = result.where("extract", "=", filter.extract);
  if (filter.owner !== undefined) result = result.where("owner", "=", filter.owner);
  if (filter.shared !== undefined) result = result.where("shared", "=", Number(filter.shared));
  if (filter.kind !== undefined) result = result.where("kind", "=", filter.kind);
  if (filter.format !== undefined) result = result.where("format", "=", filter.format);
  if (filter.from !== undefined) result = result.where("window_end", ">", filter.from);
  if (filter.to !== undefined) result = result.where("window_start", "<", filter.to);
  if (filter.minBytes !== undefined) result = result.where("bytes", ">=", filter.minBytes);
  if (filter.maxBytes !== undefined) result = result.where("bytes", "<=", filter.maxBytes);
  if (filter.modifiedFrom !== undefined) result = result.where(modifiedAt(filter), ">=", filter.modifiedFrom);
  if (filter.modifiedTo !== undefined) result = result.where(modifiedAt(filter), "<=", filter.modifiedTo);
  if (filter.search !== undefined) result = result.where(holdsText(filter.search, "extract", "path"));
  return result;
}

/** When an output's state changed last. Of those that are published an index has it. */
function modifiedAt({ states = ["published"] }: OutputFilter): RawBuilder<string> {
  const onlyPublished = states.every((state) => state === "published");
  return onlyPublished ? sql.ref("published_at") : sql`coalesce(deleted_at, published_at, created_at)`;
}

/** Of one state an index gives the order; a list of one would do so on one engine alone. */
function inStates(query: SelectQueryBuilder<Tables, "outputs", object>, states: readonly OutputState[]) {
  const [state, ...more] = states;
  return state !== undefined && more.length === 0 ? query.where("state", "=", state) : query.where("state", "in", states);
}
