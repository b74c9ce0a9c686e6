/** How long a request may take before the connection counts as lost; milliseconds. */
export const requestTimeoutMs = 15_000;

/**
 * How long the cluster waits for the end of a transaction before it undoes it; milliseconds. Longer than a batch may take, so that
 * whoever is fenced off was fenced off by another.
 */
export const transactionTimeoutMs = 60_000;

/** The cluster ends an open transaction before this; milliseconds. It looks for such every ten seconds. */
export const longestStandstillMs = transactionTimeoutMs + 30_000;
