import { describe, expect, test } from "vitest";
import { chosen, labelsIn, start } from "./completing.ts";

describe("filter", () => {
  const fields = "all, any, not, Order ID, Ordered, Ordered local, Amount, Channel, Paid, Note: internal #1, Payload";
  test.each<[name: string, yaml: string, labels: string]>([
    ["fields as keys", `${start}filter: { | }\n`, fields],
    ["fields on a line below", `${start}filter:\n  |\n`, fields],
    ["fields after the colon", `${start}filter: |\n`, fields],
    ["nested", `${start}filter:\n  all:\n    - Paid: { eq: true }\n    - any:\n        - |\n`, fields],
    ["not those that are there", `${start}filter:\n  Paid: { eq: true }\n  |\n`, fields.replace(" Paid,", "")],
    [
      "operators of text",
      `${start}filter: { Channel: { | } }\n`,
      "eq, ne, in, notIn, lt, lte, gt, gte, between, contains, startsWith, endsWith, isNull, isNotNull",
    ],
    ["operators of a truth value", `${start}filter: { Paid: { | } }\n`, "eq, ne, in, notIn, isNull, isNotNull"],
    [
      "operators of a number, below",
      `${start}filter:\n  Amount:\n    |\n`,
      "eq, ne, in, notIn, lt, lte, gt, gte, between, isNull, isNotNull",
    ],
    ["operators after the colon", `${start}filter: { Payload: | }\n`, "isNull, isNotNull"],
    ["operators deep inside", `${start}filter: { all: [{ not: { Paid: { | } } }] }\n`, "eq, ne, in, notIn, isNull, isNotNull"],
    ["known values", `${start}filter: { Channel: { eq: | } }\n`, "Web-Chat, Voice, on"],
    ["known values, not those that are listed", `${start}filter: { Channel: { in: [Voice, |] } }\n`, "Web-Chat, on"],
    ["truth values", `${start}filter: { Paid: { eq: | } }\n`, "true, false"],
    ["how an instant is written", `${start}filter: { Ordered: { gte: | } }\n`, "2026-03-17T00:00:00Z"],
    ["null tests", `${start}filter: { Ordered: { isNull: | } }\n`, "true"],
    ["personal data without a grant", "name: x\ntemplate: Customers\nfilter: { Phone: { | } }\n", "isNull, isNotNull"],
    [
      "personal data with a grant",
      "name: granted\ntemplate: Customers\nfilter: { Phone: { e|: 1 } }\n",
      "eq, ne, in, notIn, lt, lte, gt, gte, between, contains, startsWith, endsWith, isNull, isNotNull",
    ],
  ])("%s", (_name, yaml, labels) => {
    expect(labelsIn(yaml)).toBe(labels);
  });

  test.each<[yaml: string, label: string, text: string]>([
    ["filter:\n  |", "Note: internal #1", 'filter:\n  "Note: internal #1": '],
    ["filter: |", "Paid", "filter: { Paid: $0 }"],
    ["filter: { Paid: | }", "eq", "filter: { Paid: { eq: $0 } }"],
    ["filter: { Channel: | }", "in", "filter: { Channel: { in: [$0] } }"],
    ["filter:\n  |", "all", "filter:\n  all:\n    - "],
    ["filter:\n  all:\n    - |", "any", "filter:\n  all:\n    - any:\n        - "],
    ["filter: { Channel: { eq: | } }", "on", 'filter: { Channel: { eq: "on" } }'],
    ["filter: { Channel: { in: | } }", "Voice", "filter: { Channel: { in: [Voice$0] } }"],
  ])("%s: %s is written", (yaml, label, text) => {
    expect(chosen(start + yaml, label)).toBe(start + text);
  });
});
