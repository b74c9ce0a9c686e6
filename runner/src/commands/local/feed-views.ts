import { feedDefinitionHash } from "../../compile/feed-hash.ts";
import { readPosition } from "../../feeds/read-position.ts";
import { type FeedStanding, type FeedState, listFeeds } from "../../ledger/feeds/feed-state.ts";
import { type FeedRequest, requestsOf } from "../../ledger/feeds/requests.ts";
import { feedSourceWords } from "../../load/feed-source-words.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { FeedRunState, FeedView } from "../commands.ts";
import { provenanceOf } from "../estate.ts";
import type { Desk } from "./desk.ts";
import { ledgerName } from "./feed-desk.ts";

/** Whether a feed goes: what is reviewed comes first, then what a person said, then what stopped it. */
export function stateOf({ enabled }: ResolvedFeed, state: FeedStanding | undefined): FeedRunState {
  if (!enabled) return "disabled";
  if (state?.paused !== undefined) return "paused";
  if (state?.stoppedAt !== undefined) return "stopped";
  return state?.runner === undefined ? "waiting" : "running";
}

/** How feeds stand in the ledger, by key. */
export function feedStates({ estate }: Desk, feeds: readonly ResolvedFeed[]): Promise<ReadonlyMap<string, FeedState>> {
  return listFeeds(
    estate.ledger,
    feeds.map((feed) => ledgerName(feed).key),
  );
}

/** Feeds as people see them. */
export async function feedViews(desk: Desk, feeds: readonly ResolvedFeed[]): Promise<readonly FeedView[]> {
  const { ledger } = desk.estate;
  const states = await feedStates(desk, feeds);
  const requests = await requestsOf(ledger, [...states.keys()]);
  return feeds.map((feed) => {
    const { key } = ledgerName(feed);
    return { ...documentPart(desk, feed), ...ledgerPart(feed, states.get(key), requests.get(key) ?? []) };
  });
}

type DocumentPart = Omit<FeedView, keyof LedgerPart | "mayMiss">;
type LedgerPart = Pick<
  FeedView,
  "state" | "runner" | "pausedBy" | "pauseReason" | "lag" | "rate" | "sent" | "lastEvent" | "lastError" | "held"
> &
  Pick<FeedView, "deadLetters" | "position" | "passes">;

function documentPart(desk: Desk, feed: ResolvedFeed): DocumentPart {
  const documents = desk.estate.documents();
  const { commit, approval } = provenanceOf(documents, feed.name);
  const problem = documents.refused.find(({ file }) => file === feed.file);
  return {
    name: feed.name,
    ...(feed.description === undefined ? {} : { description: feed.description }),
    owner: feed.owner,
    shared: feed.shared,
    product: { id: feed.product.id, name: feed.product.name },
    file: feed.file,
    source: feedSourceWords(feed.source),
    broker: feed.broker,
    topic: feed.topic,
    deadLetterTopic: feed.deadLetterTopic,
    delivery: feed.delivery,
    events: feed.events.map(({ type, extract, raise, after }) => ({
      type,
      template: extract.template.name,
      raise: (["insert", "update"] as const).filter((each) => raise.has(each)),
      ...(after === undefined ? {} : { after }),
    })),
    definitionHash: feedDefinitionHash(feed),
    ...(commit === undefined ? {} : { commit }),
    ...(documents.approval === undefined || approval === undefined ? {} : { approval }),
    ...(problem === undefined ? {} : { refused: { code: problem.code, message: problem.message } }),
  };
}

function ledgerPart(feed: ResolvedFeed, state: FeedState | undefined, asked: readonly FeedRequest[]): LedgerPart {
  const passes = state?.position === undefined ? [] : readPosition(state.position).passes;
  return {
    state: stateOf(feed, state),
    ...(state?.runner === undefined ? {} : { runner: state.runner }),
    ...(state?.paused === undefined ? {} : { pausedBy: state.paused.by }),
    ...(state?.paused?.reason === undefined ? {} : { pauseReason: state.paused.reason }),
    ...(state?.lag === undefined ? {} : { lag: state.lag }),
    // What a runner measured says nothing of a feed that no runner has.
    ...(state?.rate === undefined || state.runner === undefined ? {} : { rate: state.rate }),
    sent: state?.sent ?? 0,
    ...(state?.lastEvent === undefined ? {} : { lastEvent: state.lastEvent }),
    ...(state?.lastError === undefined ? {} : { lastError: state.lastError }),
    held: state?.held ?? 0,
    deadLetters: state?.deadLetters ?? 0,
    ...(state?.position === undefined ? {} : { position: state.position }),
    passes: [
      ...passes.map(({ purpose, from, to, rows }) => ({ purpose, ...(from === undefined ? {} : { from }), to, rows })),
      // Asked for, and not taken up yet.
      ...asked.map(({ from, to }) => ({ purpose: "replay" as const, from, to, rows: 0 })),
    ],
  };
}
