import { describe, expect, test } from "vitest";
import { bar, barChart } from "../../runner/src/cli/bars.ts";
import { metricsText } from "../../runner/src/cli/metrics-text.ts";
import { width } from "../../runner/src/cli/table.ts";
import type { MetricsGroup, MetricsReport } from "../../runner/src/conversation-metrics/figures.ts";

function group(total: number, handled: number, of: Partial<MetricsGroup> = {}): MetricsGroup {
  const rate = handled / total;
  return {
    ...of,
    figures: {
      total_conversations: total,
      bot_handled_conversations: handled,
      bot_handled_rate: rate,
      deflection_rate: rate,
      escalation_rate: 1 - rate,
      failed_escalation_rate: 0,
      informed_rate: null,
      automation_rate: 1,
      messages_understood_rate: -0.5,
    },
  };
}

function report(...groups: readonly MetricsGroup[]): MetricsReport {
  return { files: 1, records: 1, conversations: 1, longConversations: 0, groups };
}

const days = report(
  group(1000, 250, { day: "2026-03-17" }),
  group(500, 500, { day: "2026-03-18" }),
  group(1, 0, { day: null }),
);
const lines = (text: string) => text.split("\n").map((line) => line.trimEnd());

describe("on a terminal", () => {
  test("one group: a bar for each rate, none where it is not known or below zero", () => {
    expect(lines(metricsText(report(group(1200, 300)), 79))).toEqual([
      "METRIC                       VALUE",
      "total_conversations          1,200",
      "bot_handled_conversations      300",
      "bot_handled_rate            25.0 %  ██████████",
      "deflection_rate             25.0 %  ██████████",
      "escalation_rate             75.0 %  ██████████████████████████████",
      "failed_escalation_rate       0.0 %",
      "informed_rate                    –",
      "automation_rate            100.0 %  ████████████████████████████████████████",
      "messages_understood_rate   -50.0 %",
    ]);
  });

  test("several: a bar for each below the table, what the bot handled told apart without colours", () => {
    expect(lines(metricsText(days, 40)).slice(-5)).toEqual([
      "",
      "2026-03-17  █████░░░░░░░░░░░░░░░░  1,000",
      "2026-03-18  ███████████  500",
      "(no end)    ░  1",
      "█ handled by the bot  ░ other conversations",
    ]);
  });

  test.each([20, 30, 40, 60, 80, 120, 200])("nothing is wider than %i columns but what can't be cut", (room) => {
    for (const each of [report(group(1200, 300)), days]) {
      const chart = lines(metricsText(each, room)).filter((line) => /[█░] {2}\d|[█░]$/.test(line));
      for (const line of chart) expect(width(line)).toBeLessThanOrEqual(room);
    }
  });

  test("a very narrow one has no chart", () => {
    expect(metricsText(report(group(1200, 300)), 48)).not.toContain("█");
    expect(metricsText(days, 24)).not.toContain("█");
  });

  test("many groups: the chart has the first, and says how many are left to the table", () => {
    const many = report(...Array.from({ length: 40 }, (_, at) => group(40 - at, 0, { intent: `intent ${at}` })));
    const text = metricsText(many, 100);
    expect(text).toContain("… and 9 more in the table");
    expect(lines(text).filter((line) => line.includes("░")).length).toBe(32);
    expect(text).toContain("intent 39");
  });

  test("labels of wide characters stay in line, and long ones are cut", () => {
    const chart = barChart(
      [
        { label: "日本語", total: 2, filled: 1, value: "2" },
        { label: "x".repeat(50), total: 2, filled: 2, value: "2" },
      ],
      60,
    );
    const columns = (chart ?? "").split("\n").map((line) => width(line.slice(0, line.search(/[█░]/))));
    expect(columns).toEqual([22, 22]);
    expect(chart).toContain("…");
  });
});

describe("where there is no terminal", () => {
  test("no chart, and nothing is cut", () => {
    for (const each of [days, report(group(1200, 300)), report(group(1, 1, { intent: "x".repeat(300) }))])
      expect(metricsText(each, undefined)).not.toMatch(/[█░…]/);
  });
});

test("a bar knows no lengths but those between nothing and the whole", () => {
  expect([-1, 0, 0.5, 1, 2].map((share) => bar(share, 4).length)).toEqual([0, 0, 2, 4, 4]);
});
