/** Where events go. One interface; its conformance suite (test/real/feed-sinks) is its specification. */
export interface EventSink extends AsyncDisposable {
  /** "kafka main/conversations", for messages. */
  readonly place: string;
  /**
   * Opens it for one feed; fences off any other that has opened it for the same transactional feed. Errors: feed-broker-* of
   * ../errors.ts, each with what to do; `isRetryable` tells those that pass.
   */
  open(options: OpenOptions): Promise<OpenSink>;
}

export interface OpenOptions {
  /** Names the feed towards the sink: transactional.id, and the key of its position. */
  readonly feed: string;
  readonly transactional: boolean;
  readonly signal: AbortSignal;
}

/** A sink that one feed writes to. One `send` at a time. */
export interface OpenSink extends AsyncDisposable {
  /** Partitions of the events' topic; 1 where there are none. */
  readonly partitions: number;
  /** The largest record that it takes: key, value and headers, in bytes. */
  readonly maxRecordBytes: number;
  /** Transactional: what the last committed batch said of its position. */
  readonly committed?: string;
  /**
   * Sends a batch; returns when every record is acknowledged by all in-sync replicas (and, transactional, committed together with
   * `position`). Records of a key stay in order. When it fails some may have been written all the same; a sink that failed is
   * closed and opened anew. Errors: feed-broker-*, feed-partitions-changed, feed-fenced.
   */
  send(batch: SinkBatch, signal: AbortSignal): Promise<void>;
}

export interface SinkBatch {
  readonly records: readonly SinkRecord[];
  /** Transactional alone: kept with the records, all or nothing. */
  readonly position?: string;
}

export interface SinkRecord {
  readonly to: "events" | "dead-letters";
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: readonly (readonly [name: string, value: string])[];
}
