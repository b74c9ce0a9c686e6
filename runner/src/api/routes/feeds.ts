import type { FeedQuery, ListQuery, PositionRequest, ReplayRequest } from "../../commands/commands.ts";
import { sendPage } from "../paging.ts";
import type { AddRoute } from "../route.ts";
import { parameters, type Schema } from "../schemas.ts";

interface Named {
  readonly name: string;
}

const feedName: Schema = { description: "The feed's name.", type: "string", minLength: 1, maxLength: 100 };

/** Feeds: how they stand, and what people do about it. */
export function addFeedRoutes(add: AddRoute): void {
  add<unknown, FeedQuery>({
    method: "GET",
    url: "/v1/feeds",
    id: "listFeeds",
    tag: "feeds",
    summary: "The feeds in force, and how each stands",
    description: "`sort`: name, owner, product, state.",
    action: "feed.read",
    query: parameters("FeedQuery"),
    answer: "FeedPage",
    handle: async ({ commands, query, request, reply }) => sendPage(await commands.listFeeds(query), request, reply),
  });
  add<Named>({
    method: "GET",
    url: "/v1/feeds/:name",
    id: "feed",
    tag: "feeds",
    summary: "One feed, and how it stands",
    action: "feed.read",
    params: { name: feedName },
    answer: "FeedView",
    errors: [404],
    handle: ({ commands, params }) => commands.feed(params.name),
  });
  add<Named, unknown, { readonly reason?: string }>({
    method: "POST",
    url: "/v1/feeds/:name/pause",
    id: "pauseFeed",
    tag: "feeds",
    summary: "Pause: it stands still from the next batch on, until it is resumed",
    action: "feed.pause",
    params: { name: feedName },
    body: "FeedPauseRequest",
    answer: "FeedView",
    errors: [404, 409, 422],
    idempotency: "taken",
    handle: ({ commands, params, body, request }) => {
      request.said = { ...body };
      return commands.pauseFeed(params.name, body.reason);
    },
  });
  add<Named>({
    method: "POST",
    url: "/v1/feeds/:name/resume",
    id: "resumeFeed",
    tag: "feeds",
    summary: "Resume: it goes on from where it stands, whoever or whatever stopped it",
    action: "feed.resume",
    params: { name: feedName },
    answer: "FeedView",
    errors: [404, 409, 422],
    idempotency: "taken",
    handle: ({ commands, params }) => commands.resumeFeed(params.name),
  });
  add<Named, unknown, Omit<ReplayRequest, "feed">>({
    method: "POST",
    url: "/v1/feeds/:name/replays",
    id: "replayFeed",
    tag: "feeds",
    summary: "Send events of a stretch of time once more, beside the new ones, with the ids that they had",
    action: "feed.replay",
    params: { name: feedName },
    body: "ReplayBody",
    answer: "FeedView",
    status: 202,
    errors: [404, 409, 422],
    idempotency: "taken",
    handle: ({ commands, params, body, request }) => {
      const { from, to, types, reason } = body;
      request.said = { from, to, ...(types && { types: types.join(",") }), ...(reason !== undefined && { reason }) };
      return commands.replayFeed({ feed: params.name, ...body });
    },
  });
  add<Named, unknown, PositionRequest>({
    method: "POST",
    url: "/v1/feeds/:name/position",
    id: "setFeedPosition",
    tag: "feeds",
    summary: "Have a paused feed go on from another place",
    action: "feed.position",
    params: { name: feedName },
    body: "PositionRequest",
    answer: "FeedView",
    errors: [404, 409, 422],
    idempotency: "taken",
    handle: ({ commands, params, body, request }) => {
      // A position names rows: what the log keeps is that one was given.
      request.said = { to: /^(end|start|keep)$/.test(body.to) ? body.to : "a position", reason: body.reason };
      return commands.setFeedPosition(params.name, body);
    },
  });
  add<Named, ListQuery>({
    method: "GET",
    url: "/v1/feeds/:name/dead-letters",
    id: "listDeadLetters",
    tag: "feeds",
    summary: "The events of a feed that could not be sent, newest first, and why",
    description: "`sort`: at. `search`: part of the external id, type or reason.",
    action: "feed.read",
    params: { name: feedName },
    query: parameters("ListQuery"),
    answer: "DeadLetterPage",
    errors: [404],
    handle: async ({ commands, params, query, request, reply }) =>
      sendPage(await commands.listDeadLetters(params.name, query), request, reply),
  });
}
