import { type RawBuilder, sql } from "kysely";

/**
 * Ids, one for each of these extracts: what `newest` selects for the name in `wanted.column1`. The database plans it once and
 * steps into an index for each name, however much there is of it. (`column1` is what both engines call it.)
 */
export function idsOfEach(extracts: readonly string[], newest: RawBuilder<unknown>): RawBuilder<string> {
  const names = sql.join(extracts.map((extract) => sql`(${extract})`));
  return sql<string>`(select (${newest}) from (values ${names}) as wanted)`;
}
