import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { feedKey } from "../feeds/feed-key.ts";
import { stdoutSink } from "../feeds/sinks/stdout.ts";
import { openLedger } from "../ledger/ledger.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";
import { type FeedOutcome, type FeedRunContext, runFeedHere } from "./run-feed-here.ts";

/** Runs a feed to stdout. Each time begins anew: where it stands is kept in a ledger that goes with the command. */
export async function streamToStdout(feed: ResolvedFeed, context: FeedRunContext, withHeaders: boolean): Promise<FeedOutcome> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-feed-"));
  await using tidy = new AsyncDisposableStack();
  tidy.defer(() => rm(folder, { recursive: true, force: true }));
  const ledger = tidy.use(await openLedger(join(folder, "ledger.sqlite")));
  // Whoever reads the events has seen enough: `datafeed feed run … | head`.
  const gone = new AbortController();
  const sink = stdoutSink(
    { events: process.stdout, deadLetters: process.stderr },
    { withHeaders, onClosed: () => gone.abort() },
  );
  const outcome = await runFeedHere(
    feed,
    { sink, key: feedKey(feed), transactional: false },
    {
      ...context,
      ledger,
      isNew: false,
      signal: AbortSignal.any([context.signal, gone.signal]),
      // Two that write to one terminal would overwrite each other.
      quiet: context.quiet || process.stdout.isTTY === true,
    },
  );
  return gone.signal.aborted ? { ...outcome, result: { state: "done" } } : outcome;
}
