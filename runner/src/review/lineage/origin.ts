/** A column of a relation of the warehouse: of a table, or of a view whose definition isn't known. */
export interface Origin {
  /** As SQL names it, in lower case: `contacts`, `reporting.contacts`. */
  readonly relation: string;
  /** In lower case. */
  readonly column: string;
  /** It is read only if what stands before it in the list does not exist: `customer` in `select customer.phone`. */
  readonly perhaps?: true;
}

/** Where a value may come from. */
export interface ReadOrigins {
  /** Each once; first what the SQL names. */
  readonly columns: readonly Origin[];
  /** Why it may come from anywhere else, too. Whoever asks for personal data must then expect any of them. */
  readonly unknown?: string;
}

/** Of a value that is made of no column. */
export const noOrigins: ReadOrigins = { columns: [] };

/** Of a value that can't be traced, and why. */
export function unknownOrigins(why: string): ReadOrigins {
  return { columns: [], unknown: why };
}

/** Where a value comes from that is made of all of these. */
export function allOrigins(parts: Iterable<ReadOrigins>): ReadOrigins {
  const columns = new Map<string, Origin>();
  let unknown: string | undefined;
  for (const part of parts) {
    unknown ??= part.unknown;
    for (const origin of part.columns) {
      const key = originKey(origin);
      const found = columns.get(key);
      if (found === undefined || (found.perhaps === true && origin.perhaps === undefined)) columns.set(key, origin);
    }
  }
  return { columns: [...columns.values()], ...(unknown !== undefined && { unknown }) };
}

/** `relation.column`, as people read it. */
export function originKey({ relation, column }: Origin): string {
  return `${relation}.${column}`;
}

/**
 * Whether two names may be those of one relation: an unqualified name is looked for in schemas that only the warehouse knows.
 */
export function mayBeSame(relation: string, other: string): boolean {
  return relation === other || relation.endsWith(`.${other}`) || other.endsWith(`.${relation}`);
}

/** The name of a relation without its schema: relations that may be the same have the same. */
export function lastPart(relation: string): string {
  return relation.slice(relation.lastIndexOf(".") + 1);
}
