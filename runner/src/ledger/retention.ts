import { sql } from "kysely";
import type { RunKind } from "../schedule/window.ts";
import type { Ledger } from "./ledger.ts";

/** A published output as retention looks at it. */
export interface Aged {
  readonly id: string;
  readonly extract: string;
  readonly kind: RunKind;
  readonly path: string;
  readonly bytes: number;
  readonly publishedAt: string;
  /** 1 is the extract's newest, by its window's end, then its sequence; ad hoc outputs are counted among themselves. */
  readonly rank: number;
}

/** Of which extracts, and what is too old or too many. */
export interface AgeBounds {
  readonly extracts: readonly string[];
  readonly publishedBefore?: string;
  readonly rankAbove?: number;
  /** This one alone. */
  readonly id?: string;
  /** Ids come after this one: for the next page. */
  readonly after?: string;
  readonly most: number;
}

/** Such outputs by id, but for pinned ones and each extract's newest publication, which `latest` answers. */
export async function agedOutputs(ledger: Ledger, bounds: AgeBounds): Promise<readonly Aged[]> {
  const { extracts, publishedBefore, rankAbove, id, after = "", most } = bounds;
  if (publishedBefore === undefined && rankAbove === undefined) return [];
  const adhoc = sql`case when kind = 'Adhoc' then 1 else 0 end`;
  const rows = await ledger.read((db) =>
    db
      .selectFrom((from) =>
        from
          .selectFrom("outputs")
          .select(["id", "extract", "kind", "path", "bytes", "published_at", "pinned_at"])
          .select(
            sql<number>`row_number() over (partition by extract, ${adhoc} order by window_end desc, sequence desc, id desc)`.as(
              "rank",
            ),
          )
          .where("extract", "in", extracts)
          .where("state", "=", "published")
          .as("ranked"),
      )
      .select(["id", "extract", "kind", "path", "bytes", "published_at", "rank"])
      .where("pinned_at", "is", null)
      .where((column) => column.and(id === undefined ? [] : [column("id", "=", id)]))
      .where("id", ">", after)
      .where((column) => column.or([column("rank", ">", 1), column("kind", "=", "Adhoc")]))
      .where((column) =>
        column.or([
          ...(publishedBefore === undefined ? [] : [column("published_at", "<", publishedBefore)]),
          ...(rankAbove === undefined ? [] : [column("rank", ">", rankAbove)]),
        ]),
      )
      .orderBy("id")
      .limit(most)
      .execute(),
  );
  return rows.flatMap(({ published_at, rank, ...row }) =>
    published_at === null ? [] : [{ ...row, publishedAt: published_at, rank: Number(rank) }],
  );
}
