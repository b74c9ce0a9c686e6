import { expect, test } from "vitest";
import { feedDefinitionHash } from "../../runner/src/compile/feed-hash.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { feedText } from "../load/feed-cases.ts";
import { projectWith, today } from "../load/load-cases.ts";

const calls = projectWith().files.find(({ path }) => path === "templates/Calls.template.yaml")!;
const policy = projectWith().files.find(({ path }) => path === "datafeed.yaml")!;

function hashOf(text: string, ...more: readonly { readonly path: string; readonly text: string }[]): string {
  const { feeds } = loadProject(projectWith({ path: "extracts/calls.feed.yaml", text }, ...more), { today });
  return feedDefinitionHash(feeds.get("calls")!);
}

const second = "  Second: { template: Calls, raise: insert, key: id }";
const third = "  Third: { template: Calls, raise: [insert, update], version: createdAt }";
const base = hashOf(feedText(second, third));

test.each([
  ["a comment", feedText(second, `${third} # why`)],
  ["the order of events", feedText(third, second)],
  ["the order of what raises one", feedText(second, third.replace("insert, update", "update, insert"))],
  ["a default that is written out", feedText("delivery: at-least-once", second, third)],
  ["that readers know of a break", feedText("breaking: true", second, third)],
])("%s changes nothing of what was approved", (_, text) => {
  expect(hashOf(text)).toBe(base);
});

test.each([
  ["the topic", feedText(second, third).replace("topic: calls", "topic: all-calls")],
  ["the delivery of dead letters", feedText(second, third).replace("topic: calls", "topic: calls, deadLetter: dead")],
  ["which rows raise an event", feedText(second, third.replace("raise:", "when: { Duration: { gt: 1 } }, raise:"))],
  ["what raises an event", feedText(second, third.replace("[insert, update], version: createdAt", "insert"))],
  ["a record's key", feedText(second, third.replace("raise:", "key: id, raise:"))],
  ["which event comes first", feedText(second, third.replace("raise:", "after: Second, raise:"))],
  ["an event more", feedText(second, third, third.replace("Third", "Fourth"))],
  ["who answers for it", feedText(second, third).replace("owner: amy", "owner: dana")],
])("%s is part of what was approved", (_, text) => {
  expect(hashOf(text)).toMatch(/^[0-9a-f]{64}$/);
  expect(hashOf(text)).not.toBe(base);
});

test("a template, a mask and a grant are part of what was approved", () => {
  const text = feedText(second, third);
  const template = { ...calls, text: calls.text.replace("column: tenant_id", "column: tenant") };
  const masked = { ...policy, text: policy.text.replace("phone: last4", "phone: redact") };
  const grant =
    "  - { template: Calls, fields: [Call], extracts: [calls], approvedBy: dana, reason: r, until: '2027-01-31' }\n";
  const granted = { ...policy, text: policy.text + grant };
  const hashes = [base, hashOf(text, template), hashOf(text, masked), hashOf(text, granted)];
  expect(new Set(hashes).size).toBe(hashes.length);
});
