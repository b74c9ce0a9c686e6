/** What one client may take up. */
export interface Limits {
  /** Size of a request's body. */
  readonly bodyBytes: number;
  /** Requests of one token in a minute. */
  readonly perToken: number;
  /** Requests from one address in a minute, whatever their tokens. */
  readonly perAddress: number;
  /** Downloads under way at once, of all clients. */
  readonly downloads: number;
  /** Connections at once. */
  readonly connections: number;
  /** In which the headers of a request must have come; in which the whole of it must. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** After which a connection on which nothing moves is closed. */
  readonly idleMs: number;
  /** Between two signs of life of a stream of events. */
  readonly heartbeatMs: number;
}

/** What a server allows unless it is told otherwise. */
export const defaultLimits: Limits = Object.freeze({
  bodyBytes: 256 * 1024,
  perToken: 1200,
  perAddress: 3000,
  downloads: 2000,
  connections: 10_000,
  headersMs: 10_000,
  requestMs: 30_000,
  idleMs: 120_000,
  heartbeatMs: 15_000,
});
