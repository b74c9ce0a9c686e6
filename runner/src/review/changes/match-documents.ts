/** A document of a state, as far as matching needs it. */
export interface Named {
  readonly name: string;
  /** Makes a rename a rename. */
  readonly id?: string;
}

/** A document in both states. */
export interface Matched<Document> {
  readonly base?: Document;
  readonly head?: Document;
}

/**
 * Matches the documents of one kind: by `id`, and those that are left by name, without regard to case, as names are unique.
 * In the head's order; what is removed comes last.
 */
export function matchDocuments<Document extends Named>(
  base: readonly Document[],
  head: readonly Document[],
): readonly Matched<Document>[] {
  const byId = new Map(base.flatMap((document) => (document.id === undefined ? [] : [[document.id, document] as const])));
  const partners = new Map<Document, Document>();
  const taken = new Set<Document>();
  const pair = (one: Document | undefined, document: Document): void => {
    if (one === undefined || taken.has(one)) return;
    partners.set(document, one);
    taken.add(one);
  };
  for (const document of head) if (document.id !== undefined) pair(byId.get(document.id), document);
  const byName = new Map(base.filter((document) => !taken.has(document)).map((document) => [keyOf(document), document]));
  for (const document of head) if (!partners.has(document)) pair(byName.get(keyOf(document)), document);
  return [
    ...head.map((document) => {
      const partner = partners.get(document);
      return partner === undefined ? { head: document } : { base: partner, head: document };
    }),
    ...base.filter((document) => !taken.has(document)).map((document) => ({ base: document })),
  ];
}

function keyOf({ name }: Named): string {
  return name.toLowerCase();
}
