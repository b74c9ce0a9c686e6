import { figureNames, type IntentGrouping, intentColumns, type MetricsReport } from "../conversation-metrics/figures.ts";

/** One row of a report by the names of its columns, as JSON and CSV have it. */
export type MetricsRecord = Readonly<Record<string, string | number | null>>;

/** The groups of a report as flat records: day, intent, the nine figures. */
export function metricsRecords(report: MetricsReport, by: IntentGrouping | undefined): readonly MetricsRecord[] {
  return report.groups.map(({ day, intent, figures }) => ({
    ...(day === undefined ? {} : { day }),
    ...(intent === undefined || by === undefined ? {} : { [intentColumns[by]]: intent }),
    ...figures,
  }));
}

/** A report as CSV (RFC 4180): one header line, rates as fractions of 1, nothing for null. */
export function metricsCsv(report: MetricsReport, by: IntentGrouping | undefined, days: boolean): string {
  const columns = [...(days ? ["day"] : []), ...(by === undefined ? [] : [intentColumns[by]]), ...figureNames];
  const lines = metricsRecords(report, by).map((record) => columns.map((column) => cell(record[column] ?? null)));
  return [columns, ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

function cell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  // An empty name differs from none, as in published files.
  return text === "" && value !== null ? '""' : /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
