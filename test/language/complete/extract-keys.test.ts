import { describe, expect, test } from "vitest";
import { labelsIn, start } from "./completing.ts";

describe("keys of an extract", () => {
  const last = "enabled, timeout, retries, output, retention, notify";

  test.each<[name: string, yaml: string, labels: string]>([
    [
      "required ones first, none twice",
      "kind: Extract\nname: x\nfields: all\n|",
      `product, owner, template, id, description, shared, breaking, filter, checks, window, schedule, ${last}`,
    ],
    [
      "one without the other",
      `${start}window: {}\n|`,
      "name, owner, id, description, shared, breaking, fields, filter, checks, timeout, retries, output, retention, notify",
    ],
    [
      "what a schedule needs",
      `${start}schedule: nightly\n|`,
      "name, owner, id, description, shared, breaking, fields, filter, checks, enabled, ready, timeout, retries, output, export, retention, notify",
    ],
    ["of a mapping on one line", "output: { format: json, | }\n", "compress, to, path, order, empty, reconcile, pretty, split"],
    ["of a mapping below", "output:\n  format: parquet\n  |\n", "to, path, order, empty, reconcile"],
    ["of a list's item", `${start}fields:\n  - field: Channel\n    |\n`, "as, mask"],
    ["one thing that a check checks", `${start}checks:\n  - unique: [Channel]\n    |\n`, "name, severity"],
    ["all that a check can check", `${start}checks: [{ | }]\n`, "notNull, unique, accepted, rows, fresh, sql, name, severity"],
    [
      "fields whose values a check compares",
      `${start}checks: [{ accepted: { Paid: [true], | } }]\n`,
      "Order ID, Ordered, Ordered local, Amount, Channel, Note: internal #1",
    ],
    ["only one of these", "output: { split: { rows: 1, | } }\n", ""],
    ["beside `use`", "schedule: { use: nightly, | }\n", "start"],
    ["beside `every: day`", "schedule: { every: day, | }\n", "at, timezone, start, lag, catchup, overlap"],
    ["beside a cron", 'schedule: { cron: "0 6 * * *", | }\n', "timezone, start, lag, catchup, overlap"],
    ["of the window", "window: { start: '2026-01-01', | }\n", "end, timezone"],
  ])("%s", (_name, yaml, labels) => {
    expect(labelsIn(yaml)).toBe(labels);
  });
});
