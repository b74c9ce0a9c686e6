import { event, type Told, types } from "./played-feed.ts";

const [created, analyzed, matched] = types;

/** Forty conversations: the odd ones are told backwards, a late one begins at the very end, and each analysis is made anew. */
export const longHistory: readonly Told[] = [
  ...Array.from({ length: 40 }, (_, at) => {
    const id = `c${at}`;
    const story = [
      event(created, id, `${id} created`),
      event(analyzed, id, `${id} analysed`),
      event(matched, id, `${id} matched 1`),
      event(matched, id, `${id} matched 2`),
    ];
    return at % 2 === 0 ? story : story.toReversed();
  }).flat(),
  event(analyzed, "late", "late analysed"),
  event(matched, "late", "late matched"),
  ...Array.from({ length: 40 }, (_, at) => event(analyzed, `c${at}`, `c${at} analysed`, 1)),
  event(created, "late", "late created"),
];
