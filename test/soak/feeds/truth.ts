/** What the database says when all has come to rest: what the topic must hold. External ids throughout. */
export interface Truth {
  /** Conversations whose row is there. */
  readonly created: ReadonlySet<string>;
  /** The revision in which each analysis stands last. */
  readonly analysed: ReadonlyMap<string, number>;
  /** Whose each committed revision is; one that was rolled back is not among them. */
  readonly revisions: ReadonlyMap<number, string>;
  /** Whose each category match is. */
  readonly matches: ReadonlyMap<number, string>;
}

/** The event types of the feed, as its document calls them. */
export const types = {
  created: "ConversationCreatedForDataFeeder",
  analysed: "ConversationAnalyzedForDataFeeder",
  match: "CategoryMatchForDataFeeder",
} as const;
