import { gapOf } from "../../feeds/errors.ts";
import { pauseFeed, resumeFeed } from "../../ledger/feeds/control-feed.ts";
import { listDeadLetters } from "../../ledger/feeds/dead-letters.ts";
import { readStanding } from "../../ledger/feeds/feed-state.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { Commands, FeedView } from "../commands.ts";
import { orderOf, pageAnswer, pageOf, pageOfList } from "../paging.ts";
import { checkRight } from "../rights.ts";
import { audited } from "./audited.ts";
import type { Desk } from "./desk.ts";
import { holds } from "./extracts.ts";
import { feedFor, ledgerName, seenFeeds } from "./feed-desk.ts";
import { feedStates, feedViews, stateOf } from "./feed-views.ts";
import { replay } from "./replay-feed.ts";
import { positionWord, setPosition } from "./set-feed-position.ts";

type FeedCommands = Pick<
  Commands,
  "listFeeds" | "feed" | "pauseFeed" | "resumeFeed" | "replayFeed" | "setFeedPosition" | "listDeadLetters"
>;

const columns = ["name", "owner", "product", "state"] as const;

/** Feeds: how they stand, and what people do about it. */
export function feedCommands(desk: Desk): FeedCommands {
  const { estate, caller } = desk;
  const { ledger } = estate;
  return {
    listFeeds: async (query = {}) => {
      checkRight(caller, "feed.read");
      const order = orderOf(query, columns, { by: "name", direction: "asc" });
      const seen = seenFeeds(desk).filter(
        (feed) => (query.product === undefined || feed.product.id === query.product) && holds(feed.name, query.search),
      );
      const needsStates = query.state !== undefined || order.by === "state";
      const states = needsStates ? await feedStates(desk, seen) : new Map();
      const state = (feed: ResolvedFeed) => stateOf(feed, states.get(ledgerName(feed).key));
      const found = query.state === undefined ? seen : seen.filter((feed) => state(feed) === query.state);
      const name = (feed: ResolvedFeed) => feed.name.toLowerCase();
      const keys = { name, owner: ({ owner }: ResolvedFeed) => owner, product: productKey, state };
      const page = pageOfList(found, pageOf(query), order, (feed) => `${keys[order.by](feed)}\0${name(feed)}`);
      return { ...page, items: await feedViews(desk, page.items) };
    },
    feed: async (name) => viewOf(desk, feedFor(desk, name, "feed.read")),
    pauseFeed: (name, reason) =>
      audited(
        desk,
        "feed.pause",
        name,
        async () => {
          const feed = feedFor(desk, name, "feed.pause");
          await pauseFeed(ledger, ledgerName(feed), { by: caller.user, ...(reason === undefined ? {} : { reason }) });
          return viewOf(desk, feed);
        },
        reason === undefined ? undefined : { reason },
      ),
    resumeFeed: (name) =>
      audited(desk, "feed.resume", name, async () => {
        const feed = feedFor(desk, name, "feed.resume");
        const gap = gapOf(await readStanding(ledger, ledgerName(feed).key));
        await resumeFeed(ledger, ledgerName(feed));
        estate.wake();
        return { ...(await viewOf(desk, feed)), ...(gap === undefined ? {} : { mayMiss: gap }) };
      }),
    replayFeed: (request) =>
      audited(
        desk,
        "feed.replay",
        request.feed,
        async () => {
          const feed = feedFor(desk, request.feed, "feed.replay");
          await replay(desk, feed, request);
          return viewOf(desk, feed);
        },
        {
          from: request.from,
          to: request.to,
          ...(request.types === undefined ? {} : { types: request.types.join(",") }),
          ...(request.reason === undefined ? {} : { reason: request.reason }),
        },
      ),
    setFeedPosition: (name, request) =>
      audited(
        desk,
        "feed.position",
        name,
        async () => {
          const feed = feedFor(desk, name, "feed.position");
          await setPosition(desk, feed, request.to);
          return viewOf(desk, feed);
        },
        { to: positionWord(request.to), reason: request.reason },
      ),
    listDeadLetters: async (name, query = {}) => {
      const feed = feedFor(desk, name, "feed.read");
      const page = pageOf(query);
      const { direction } = orderOf(query, ["at"], { by: "at", direction: "desc" });
      const { search } = query;
      const found = await listDeadLetters(ledger, ledgerName(feed).key, {
        ...page,
        direction,
        ...(search === undefined ? {} : { search }),
      });
      return pageAnswer(found.items, found.total, page);
    },
  };
}

async function viewOf(desk: Desk, feed: ResolvedFeed): Promise<FeedView> {
  const [view] = await feedViews(desk, [feed]);
  return view!;
}

function productKey({ product }: ResolvedFeed): string {
  return product.name.toLowerCase();
}
