import type { FeedQuery, ListQuery, PositionRequest, ReplayRequest } from "../../commands/commands.ts";
import { sendPage } from "../paging.ts";
import type { AddRoute, Named } from "../route.ts";
import { routesOfOne } from "../routes-of-one.ts";
import { parameters, type Schema } from "../schemas.ts";

const feedName: Schema = { description: "The feed's name.", type: "string", minLength: 1, maxLength: 100 };

/** Feeds: how they stand, and what people do about it. */
export function addFeedRoutes(add: AddRoute): void {
  const feed = routesOfOne<Named>(add, {
    url: "/v1/feeds/:name",
    tag: "feeds",
    params: { name: feedName },
    answer: "FeedView",
  });
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
  feed.read({
    id: "feed",
    summary: "One feed, and how it stands",
    action: "feed.read",
    handle: ({ commands, params }) => commands.feed(params.name),
  });
  feed.act<{ readonly reason?: string }>("pause", {
    id: "pauseFeed",
    summary: "Pause: it stands still from the next batch on, until it is resumed",
    action: "feed.pause",
    body: "FeedPauseRequest",
    handle: ({ commands, params, body, request }) => {
      request.said = { ...body };
      return commands.pauseFeed(params.name, body.reason);
    },
  });
  feed.act("resume", {
    id: "resumeFeed",
    summary: "Resume: it goes on from where it stands, whoever or whatever stopped it",
    action: "feed.resume",
    handle: ({ commands, params }) => commands.resumeFeed(params.name),
  });
  feed.act<Omit<ReplayRequest, "feed">>("replays", {
    id: "replayFeed",
    summary: "Send events of a stretch of time once more, beside the new ones, with the ids that they had",
    action: "feed.replay",
    body: "ReplayBody",
    status: 202,
    handle: ({ commands, params, body, request }) => {
      const { from, to, types, reason } = body;
      request.said = { from, to, ...(types && { types: types.join(",") }), ...(reason !== undefined && { reason }) };
      return commands.replayFeed({ feed: params.name, ...body });
    },
  });
  feed.act<PositionRequest>("position", {
    id: "setFeedPosition",
    summary: "Have a paused feed go on from another place",
    action: "feed.position",
    body: "PositionRequest",
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
