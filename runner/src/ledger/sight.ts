import { type RawBuilder, sql } from "kysely";

/**
 * What somebody may know of: everything, or what is shared and what is their own. It narrows the queries themselves, so that
 * neither a total nor the beginning of an id tells of what is somebody else's (DESIGN 3).
 */
export type Sight = "all" | { readonly user: string };

/** Condition on `outputs`: by owner and `shared` as they were when the file was published, as its name says (SEEDS 28). */
export function seesOutput(sight: Sight): RawBuilder<boolean> {
  if (sight === "all") return sql<boolean>`1 = 1`;
  return sql<boolean>`(outputs.owner = ${sight.user} or outputs.shared = ${1})`;
}

/** Condition on a column with an extract's name: by owner and `shared` as they are applied now. */
export function seesExtract(column: string, sight: Sight): RawBuilder<boolean> {
  if (sight === "all") return sql<boolean>`1 = 1`;
  return sql<boolean>`${sql.ref(column)} in (
    select extracts.name from extracts where extracts.owner = ${sight.user} or extracts.shared = ${1})`;
}
