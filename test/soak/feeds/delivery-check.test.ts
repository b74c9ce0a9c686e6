import { describe, expect, test } from "vitest";
import type { ReadRecord } from "../../support/kafka/kcat.ts";
import { DeliveryCheck } from "./delivery-check.ts";
import { type Truth, types } from "./truth.ts";

// Two conversations: `a` as it should be, in two revisions; `b` has an analysis alone.
const truth: Truth = {
  created: new Set(["a"]),
  analysed: new Map([
    ["a", 2],
    ["b", 3],
  ]),
  revisions: new Map([
    [1, "a"],
    [2, "a"],
    [3, "b"],
  ]),
  matches: new Map([[10, "a"]]),
};

const created = record("a", "c", types.created, { Conversation: { ExternalId: "a" } });
const first = analysis("a", 1);
const second = analysis("a", 2);
const match = record("a", "m", types.match, { ConversationExternalId: "a", FullPath: "Sales/Plans #10" });
const sound = [created, first, match, second];
const letter = { eventType: types.analysed, eventId: "d", reason: "feed-predecessor-missing" };
const dead = record("b", "x", "datafeed.dead-letter", {}, JSON.stringify(letter));

function record(key: string, id: string, type: string, payload: object, value?: string): ReadRecord {
  const text = value ?? JSON.stringify({ eventType: type, payload });
  return { topic: "t", timestamp: 0, partition: 0, offset: 0, key, value: text, headers: { ce_id: id, ce_type: type } };
}

function analysis(key: string, revision: number, id = `r${revision}`): ReadRecord {
  return record(key, id, types.analysed, { ConversationExternalId: key, AiInsights: { topic: `plans #${revision}` } });
}

interface Case {
  readonly events?: readonly ReadRecord[];
  readonly deadLetters?: readonly ReadRecord[];
  readonly transactional?: boolean;
  readonly truth?: Truth;
  readonly mistake?: string;
}

function kindsOf({ events = sound, deadLetters = [dead], transactional = false, mistake, ...given }: Case): readonly string[] {
  const check = new DeliveryCheck({ transactional, mistakeOf: () => mistake });
  for (const event of events) check.event(event);
  for (const letter of deadLetters) check.deadLetter(letter);
  return check.verdict(given.truth ?? truth).violations.map((line) => line.split(":")[0]!);
}

describe("the checker of feeds finds nothing", () => {
  test("where all is as promised", () => expect(kindsOf({ transactional: true })).toEqual([]));

  test("in a batch that came again, and in a new text of a conversation that is sent again", () => {
    const again = { ...created, value: created.value!.replace('"a"', '"a","RatingForCSAT":5') };
    expect(kindsOf({ events: [...sound, again, ...sound.slice(1)] })).toEqual([]);
  });

  test("where a match follows an analysis that is a dead letter", () => {
    const late = record("b", "x", types.match, { ConversationExternalId: "b", FullPath: "Sales/Plans #11" });
    const more = { ...truth, matches: new Map([...truth.matches, [11, "b"]]) };
    expect(kindsOf({ events: [...sound, late], truth: more })).toEqual([]);
  });
});

describe("the checker of feeds finds", () => {
  const planted: Readonly<Record<string, Case>> = {
    "a lost conversation": { events: [], truth: { ...truth, analysed: new Map([["b", 3]]), matches: new Map() } },
    "a lost analysis": { events: [created, first, match] },
    "a lost match": { events: [created, first, second] },
    "an older revision after a newer one": {
      events: [created, second, first, match, analysis("a", 4)],
      truth: withRevision(4),
    },
    "an older revision left at the end": { events: [...sound, first] },
    "an analysis before its conversation": { events: [first, created, match, second] },
    "a match before its analysis": { events: [created, match, first, second] },
    "one key in two partitions": { events: [created, first, match, { ...second, partition: 1 }] },
    "another key than its id": { events: [created, first, { ...match, key: "b" }, second] },
    "another type in its header": { events: [{ ...created, headers: first.headers }, analysis("a", 1, "z"), match, second] },
    "not an event": { events: [...sound, { ...match, value: "{" }] },
    "no event id": { events: [{ ...created, headers: { ce_type: types.created } }, first, match, second] },
    "not as its schema": { mistake: "/payload must be object" },
    "one id for two events": { events: [created, first, match, analysis("a", 2, "m"), second] },
    "a repeat under another id": { events: [...sound, analysis("a", 2, "z")] },
    "a repeat": { events: [...sound, second], transactional: true },
    "a revision that was never committed": { events: [created, analysis("a", 0), first, match, second] },
    "a conversation that is not there": {
      events: [...sound, record("q", "q", types.created, { Conversation: { ExternalId: "q" } })],
    },
    "a match that is not there": { truth: { ...truth, matches: new Map() } },
    "no dead letter of one that never began": { deadLetters: [] },
    "a dead letter of one that began": { deadLetters: [dead, { ...dead, key: "a" }] },
    "a dead letter without a reason": { deadLetters: [{ ...dead, value: JSON.stringify({ ...letter, reason: "" }) }] },
    "a repeated dead letter": { deadLetters: [dead, dead], transactional: true },
    "a payload in a dead letter": { deadLetters: [{ ...dead, value: JSON.stringify({ ...letter, Transcripts: [] }) }] },
  };

  test.each(Object.entries(planted))("%s", (kind, given) => {
    expect(new Set(kindsOf(given))).toEqual(new Set([kind]));
  });
});

function withRevision(revision: number): Truth {
  return {
    ...truth,
    analysed: new Map([...truth.analysed, ["a", revision]]),
    revisions: new Map([...truth.revisions, [revision, "a"]]),
  };
}
