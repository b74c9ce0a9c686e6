import { setTimeout as after } from "node:timers/promises";

/** Asks a server for a sign of life; heard no more once the signal aborts. Errors: it gives none. */
export type AskServer = (server: string, over: AbortSignal) => Promise<void>;

/**
 * The first server that answers, and those behind that need not be asked. One that hangs takes connections, and then each request
 * to it would last as long as a request may: the next one is asked when one gives no answer for a while, or fails. All of them when
 * none answers: whoever connects tells why.
 */
export async function answeringServers(
  servers: readonly string[],
  ask: AskServer,
  nextServerMs: number,
): Promise<readonly string[]> {
  if (servers.length < 2) return servers;
  const over = new AbortController();
  const answers: Promise<string>[] = [];
  const firstAnswer = (): Promise<string | undefined> => Promise.any(answers).catch(() => undefined);
  const withRest = (first: string): readonly string[] => [first, ...servers.slice(answers.length)];
  try {
    for (const server of servers) {
      answers.push(ask(server, over.signal).then(() => server));
      const next = after(nextServerMs, undefined, { signal: over.signal }).catch(() => undefined);
      const first = await Promise.race([firstAnswer(), next]);
      if (first !== undefined) return withRest(first);
    }
    const last = await firstAnswer();
    return last === undefined ? servers : withRest(last);
  } finally {
    over.abort();
  }
}
