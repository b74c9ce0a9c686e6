/** The nine figures of the popular metrics, in their order (SEEDS 209 to 216). */
export const figureNames = [
  "total_conversations",
  "bot_handled_conversations",
  "bot_handled_rate",
  "deflection_rate",
  "escalation_rate",
  "failed_escalation_rate",
  "informed_rate",
  "automation_rate",
  "messages_understood_rate",
] as const;

export type FigureName = (typeof figureNames)[number];

/** Counts are whole numbers; rates are fractions of 1, null where there is nothing to divide by. */
export type Figures = Readonly<Record<FigureName, number | null>>;

/** What metrics may be told apart by, and the column that says it (SEEDS 217, 218). */
export const intentColumns = {
  "first-intent": "first_intent",
  "last-intent": "last_intent",
  "first-meaningful-intent": "first_meaningful_intent",
  "last-meaningful-intent": "last_meaningful_intent",
} as const;

export type IntentGrouping = keyof typeof intentColumns;

/** Which conversations count, and how they are told apart. */
export interface MetricsRequest {
  readonly by?: IntentGrouping;
  /** One group for each UTC day on which conversations ended. */
  readonly days: boolean;
  /** Intents to be passed over; with `by` alone. */
  readonly excludedIntents: readonly string[];
  /** Leaves out conversations in which the bot said nothing (SEEDS 225). */
  readonly excludeSuggestions: boolean;
  /** Conversations of these bots alone; of all when it is empty. */
  readonly botIds: readonly string[];
}

/** The figures of one group of conversations. */
export interface MetricsGroup {
  /** With `days`: `YYYY-MM-DD`, null where the end of the conversations is not known. */
  readonly day?: string | null;
  /** With `by`: the intent's name, null for conversations without one. */
  readonly intent?: string | null;
  readonly figures: Figures;
}

/** Bots that were asked for and are in no document. */
export interface MissingBots {
  readonly missing: readonly string[];
  /** Those that are there, the most frequent first. */
  readonly there: readonly string[];
  /** So many are there beside those. */
  readonly more: number;
}

/** What was worked out, and from what. */
export interface MetricsReport {
  readonly files: number;
  /** Records of all files, before any choice. */
  readonly records: number;
  /** Different conversations among them. */
  readonly conversations: number;
  /** Conversations that count and touch three UTC days or more: documents x and x + 1 do not complete day x (SEEDS 222). */
  readonly longConversations: number;
  /** Where some of `botIds` have no conversation. */
  readonly missingBots?: MissingBots;
  readonly groups: readonly MetricsGroup[];
}

/** What is being done: documents are made readable, DuckDB reads them, the figures are worked out. */
export interface MetricsStage {
  readonly name: "preparing" | "reading" | "counting";
  /** With `reading`: of all files, packed by gzip as they are. */
  readonly bytes?: number;
}
