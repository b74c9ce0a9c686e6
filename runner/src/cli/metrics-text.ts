import { formatCount } from "../commands/units.ts";
import { type FigureName, figureNames, type MetricsGroup, type MetricsReport } from "../conversation-metrics/figures.ts";
import { type Bar, bar, barChart } from "./bars.ts";
import { oneLine, type TableColumn, table } from "./table.ts";

/** Short titles, so that nine figures fit into a line. */
const titles: Readonly<Record<FigureName, string>> = {
  total_conversations: "TOTAL",
  bot_handled_conversations: "BOT",
  bot_handled_rate: "BOT HANDLED",
  deflection_rate: "DEFLECTED",
  escalation_rate: "ESCALATED",
  failed_escalation_rate: "FAILED",
  informed_rate: "INFORMED",
  automation_rate: "AUTOMATED",
  messages_understood_rate: "UNDERSTOOD",
};

/** So many bars are looked at; the table has them all. */
const mostBars = 31;

/**
 * A report for people. `room`: the columns of their terminal, for charts; undefined where there is none: no chart, nothing cut.
 */
export function metricsText({ groups }: MetricsReport, room: number | undefined): string {
  const [first] = groups;
  if (first === undefined) return "No conversations.";
  if (first.day === undefined && first.intent === undefined) return oneGroup(first, room);
  const figures = table(groups, columnsOf(first), room ?? Number.POSITIVE_INFINITY);
  const chart = room === undefined ? undefined : chartOf(groups, room);
  return chart === undefined ? figures : `${figures}\n\n${chart}`;
}

/** Figures under one another, rates with a bar where there is room for one. */
function oneGroup({ figures }: MetricsGroup, room: number | undefined): string {
  const bars = room === undefined ? 0 : Math.min(40, room - 39);
  const columns: TableColumn<FigureName>[] = [
    { title: "METRIC", value: (name) => name },
    { title: "VALUE", value: (name) => shown(name, figures[name]), align: "right" },
  ];
  const chart: TableColumn<FigureName> = { title: "", value: (name) => (isRate(name) ? bar(figures[name] ?? 0, bars) : "") };
  return table(figureNames, bars < 10 ? columns : [...columns, chart], room ?? Number.POSITIVE_INFINITY);
}

function columnsOf(first: MetricsGroup): readonly TableColumn<MetricsGroup>[] {
  return [
    ...(first.day === undefined ? [] : [{ title: "DAY", value: dayOf }]),
    ...(first.intent === undefined ? [] : [{ title: "INTENT", value: intentOf, least: 12 }]),
    ...figureNames.map((name, at) => ({
      title: titles[name],
      value: ({ figures }: MetricsGroup) => shown(name, figures[name]),
      align: "right" as const,
      ...(name === "total_conversations" ? {} : { leave: leaveOf(name, at) }),
    })),
  ];
}

/** On a narrow terminal what can be worked out from the others goes first. */
function leaveOf(name: FigureName, at: number): number {
  if (name === "bot_handled_conversations") return 20;
  return name === "failed_escalation_rate" || name === "informed_rate" ? 10 + at : at;
}

/** Conversations, and how many of them the bot handled. */
function chartOf(groups: readonly MetricsGroup[], room: number): string | undefined {
  const bars = groups.slice(0, mostBars).map(
    (group): Bar => ({
      label: oneLine(
        [...(group.day === undefined ? [] : [dayOf(group)]), ...(group.intent === undefined ? [] : [intentOf(group)])].join(
          " ",
        ),
      ),
      total: group.figures.total_conversations ?? 0,
      filled: group.figures.bot_handled_conversations ?? 0,
      value: formatCount(group.figures.total_conversations ?? 0),
    }),
  );
  const chart = barChart(bars, room);
  if (chart === undefined) return undefined;
  const more = groups.length > mostBars ? `\n… and ${formatCount(groups.length - mostBars)} more in the table` : "";
  return `${chart}${more}\n█ handled by the bot  ░ other conversations`;
}

function dayOf({ day }: MetricsGroup): string {
  return day ?? "(no end)";
}

function intentOf({ intent }: MetricsGroup): string {
  return intent ?? "(none)";
}

function isRate(name: FigureName): boolean {
  return name.endsWith("_rate");
}

function shown(name: FigureName, value: number | null): string {
  if (value === null) return "–";
  return isRate(name) ? `${(value * 100).toFixed(1)} %` : formatCount(value);
}
