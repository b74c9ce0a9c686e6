import { describe, expect, test } from "vitest";
import { completionsIn, labelsIn, start } from "./completing.ts";

describe("values of an extract", () => {
  test.each<[name: string, yaml: string, labels: string]>([
    ["the kind that the file's name promises first", "kind: |\n", "Extract, Schedule, Feed, Template, Test"],
    ["the name of the file", "kind: Extract\nname: |\n", "new"],
    ["products", "product: |\n", "retail, wholesale"],
    ["users, the writer first", "owner: |\n", "dana, amy"],
    ["truth values", "shared: |\n", "true, false"],
    [
      "fields that may be empty",
      `${start}checks: [{ notNull: [Channel, P|] }]\n`,
      "Order ID, Ordered, Ordered local, Amount, Paid, Note: internal #1, Payload",
    ],
    ["instants for freshness", `${start}checks: [{ fresh: { field: |, within: 2h } }]\n`, "Ordered, Ordered local"],
    [
      "lengths of time for freshness",
      `${start}checks: [{ fresh: { field: Ordered, within: | } }]\n`,
      "0m, 30s, 1m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 12h, 1d, 7d",
    ],
    ["known values to accept", `${start}checks: [{ accepted: { Channel: [Voice, |] } }]\n`, "Web-Chat, on"],
    ["severities", `${start}checks: [{ rows: { min: 1 }, severity: | }]\n`, "error, warn"],
    [
      "no field to accept values of that holds personal data",
      "name: x\ntemplate: Customers\nchecks: [{ accepted: { Phone: [|] } }]\n",
      "",
    ],
    ["templates that the product offers", "product: retail\ntemplate: |\n", "Orders"],
    ["all templates of a product that names none", "product: wholesale\ntemplate: |\n", "Orders, Customers"],
    ["choices", "output: { format: | }\n", "csv, json, ndjson, parquet"],
    ["destinations", "output: { to: | }\n", "local, archive"],
    ["notifiers", "notify: [{ to: | }]\n", "ops"],
    ["events, not those that are listed", "notify: [{ to: ops, events: [late, |] }]\n", "failure, recovery, success, drift"],
    [
      "weekdays for weeks",
      "schedule: { every: week, day: | }\n",
      "monday, tuesday, wednesday, thursday, friday, saturday, sunday",
    ],
    ["rhythms", "schedule: { every: | }\n", "day, week, month"],
    ["lengths, the default first", "ready: { every: | }\n", "1m, 0m, 30s, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 12h, 1d, 7d"],
    ["days around today", 'window: { start: "|" }\n', "2026-10-01, 2026-11-01, 2026-12-01, 2026-09-01"],
    [
      "folders",
      "output: { path: '{product}/{ye|' }\n",
      "{product}/{product}, {product}/{extract}, {product}/{template}, {product}/{year}, {product}/{month}, {product}/{day}",
    ],
    [
      "schedules by name, or the keys of one",
      "schedule: |\n",
      "nightly, use, every, cron, day, at, timezone, weekStart, start, lag, catchup, overlap",
    ],
    ["masks that show no more than the project's", "template: Customers\nfields: [{ field: Name, mask: | }]\n", "full"],
    ["masks with a grant", "name: granted\ntemplate: Customers\nfields: [{ field: Phone, mask: | }]\n", "full, last4, redact"],
    ["nothing for what only the author knows", "description: |\n", ""],
    ["nothing for a column's new name", `${start}fields: [{ field: Paid, as: | }]\n`, ""],
    ["all that a window must say, or one thing", "window: |\n", "{ start, end }, start, end, timezone"],
    ["schedules to use", "schedule: { use: | }\n", "nightly"],
    ["masks for text", `${start}fields: [{ field: Channel, mask: | }]\n`, "full, last4, redact"],
    ["masks for numbers", `${start}fields: [{ field: Amount, mask: | }]\n`, "full"],
  ])("%s", (_name, yaml, labels) => {
    expect(labelsIn(yaml)).toBe(labels);
  });

  test("zones: the project's, the writer's, UTC, those in use, then all", () => {
    const zones = completionsIn("window: { timezone: | }\n").map(({ label }) => label);
    expect(zones.slice(0, 5)).toEqual(["Europe/Vienna", "America/Denver", "UTC", "America/Chicago", "Africa/Abidjan"]);
    expect(zones.length).toBeGreaterThan(400);
    expect(new Set(zones).size).toBe(zones.length);
  });
});
