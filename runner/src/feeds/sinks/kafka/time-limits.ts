/** How long a cluster is waited for; milliseconds. */
export const timeLimits = {
  /** For a server to take a connection, TLS and the user included. */
  connectMs: 5_000,
  /** For the first of several servers to answer: then the next one is asked as well. */
  nextServerMs: 2_000,
  /** For the answer to a request: then the connection counts as lost. */
  requestMs: 15_000,
  /**
   * For the next acknowledged request of a batch: longer than a request with its retries, so what takes longer hangs. Of a
   * transaction, for all of them: the cluster ends it on time, whatever was acknowledged.
   */
  progressMs: 45_000,
  /**
   * For the end of a transaction, before the cluster undoes it. Longer than a batch of one may take, so that whoever is fenced off
   * was fenced off by another.
   */
  transactionMs: 60_000,
  /** For a topic to be read on behind an open transaction: the cluster looks for such every ten seconds. */
  standstillMs: 90_000,
  /** For connections to send what they still hold when they are closed. */
  closingMs: 5_000,
  /** Shorter than what lies between drops a connection after that says nothing: Azure's load balancers take four minutes. */
  keepAliveMs: 30_000,
  /** So old a partition count may be. */
  partitionsMs: 5_000,
} as const;
