/** An event as it was raised from a row, ready to be sent. */
export interface FeedEvent {
  /** As readers see it. */
  readonly type: string;
  /** The record's key: which conversation it belongs to. */
  readonly externalId: string;
  /** The row's identity: the canonical texts of its template's key. */
  readonly row: readonly string[];
  /**
   * Stable: the same for the same version of the same row in snapshot, live and replay. Hex, 32 digits of the SHA-256 over feed,
   * type, external id, row and version; the version of an update is its version field's text and its payload.
   */
  readonly id: string;
  /** When it was raised: the template's time field; UTC, ISO 8601 with microseconds. */
  readonly raisedAt: string;
  /** The whole event as JSON, UTF-8 (SEEDS 97). Its own bytes. */
  readonly value: Uint8Array;
  /** Changes with what its payload is made of: the document, the template, the masks in force. An event that waited may be outdated. */
  readonly madeOf: string;
}

/** A row that could not become an event. */
export interface PoisonRow {
  readonly type: string;
  /** Absent where the row could not even be read. */
  readonly externalId?: string;
  readonly row: readonly string[];
  readonly code: string;
  /** Without a value of the row. */
  readonly message: string;
}
