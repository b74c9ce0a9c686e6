import { isUsedBy } from "../../load/check-output.ts";
import type { ResolvedExtract, ResolvedOutput } from "../../load/project-documents.ts";
import { quoted } from "../../load/shown-value.ts";
import { windowKind } from "../../schedule/runs.ts";
import type { RunKind } from "../../schedule/window.ts";
import type { ExtractPair } from "../comparison.ts";
import type { Changed, ColumnView } from "../plan-report.ts";
import type { ListChange } from "./columns-change.ts";
import { neverEmpty } from "./type-text.ts";

/** Of a file's form what its readers must know. `pretty` is white space to whoever reads JSON. */
const formKeys = ["compress", "delimiter", "header", "bom", "formulas", "split", "pretty"] as const;
const harmless = new Set<string>(["pretty"]);

/** The form of the files in words, where it changes: `csv, compress zip, header true`. */
export function formChange({ base, head }: ExtractPair): Changed<string> {
  if (base === undefined || head === undefined) return {};
  const [before, after] = [formText(base.output), formText(head.output)];
  return before === after ? {} : { base: before, head: after };
}

function formText(output: ResolvedOutput): string {
  return [output.format, ...formKeys.flatMap((key) => formValue(output, key) ?? [])].join(", ");
}

function formValue(output: ResolvedOutput, key: (typeof formKeys)[number]): string | undefined {
  const value = output[key];
  if (value === undefined || !isUsedBy(key, output.format)) return undefined;
  return `${key} ${typeof value === "string" && key !== "delimiter" ? value : JSON.stringify(value)}`;
}

/**
 * Why who reads the files of the base would not get on with those of the head; empty: they would. CSV is read by position: columns
 * may come behind the last alone. All else is read by name: columns may come anywhere.
 *
 * @param count The columns of the head.
 */
export function breakingReasons({ base, head }: ExtractPair, columns: ListChange, count: number): readonly string[] {
  if (base === undefined) return [];
  if (head === undefined) return ["No new files come: the extract is removed."];
  const byPosition = base.output.format === "csv";
  return [
    ...placeReasons(base, head),
    ...formReasons(base.output, head.output),
    ...columnReasons(columns, byPosition),
    ...(byPosition ? positionReasons(columns, count) : []),
  ];
}

function placeReasons(base: ResolvedExtract, head: ResolvedExtract): readonly string[] {
  const [from, to] = [base.output, head.output];
  return [
    ...(base.name === head.name ? [] : [`File names begin with ${quoted(head.name)} in place of ${quoted(base.name)}.`]),
    ...(base.shared === head.shared ? [] : [`File names hold ${quoted(mark(head))} in place of ${quoted(mark(base))}.`]),
    ...kindReasons(base, head),
    ...(from.to === to.to ? [] : [`Files go to ${quoted(to.to)} in place of ${quoted(from.to)}.`]),
    ...(from.path === to.path ? [] : [`Files lie in ${folder(to.path)} in place of ${folder(from.path)}.`]),
  ];
}

/** How a run came about stands in its files' names. What was only dispatched still can be, under the names of before. */
function kindReasons(base: ResolvedExtract, head: ResolvedExtract): readonly string[] {
  const [from, to] = [ownKind(base), ownKind(head)];
  if (from === to || from === "Adhoc") return [];
  return [`File names hold ${quoted(`_${to}_`)} in place of ${quoted(`_${from}_`)}.`];
}

/** The kind of the runs that an extract owes of itself; of one that owes none, that of those that somebody asks for. */
function ownKind({ window, schedule }: ResolvedExtract): RunKind {
  if (window !== undefined) return "RunOnce";
  return schedule === undefined ? "Adhoc" : windowKind(schedule);
}

function formReasons(from: ResolvedOutput, to: ResolvedOutput): readonly string[] {
  if (from.format !== to.format) return [`Files are ${to.format} in place of ${from.format}.`];
  return formKeys.flatMap((key) => {
    const [before, after] = [formValue(from, key), formValue(to, key)];
    if (before === after || harmless.has(key)) return [];
    return [`The form of the files changes: ${after ?? `no ${key}`} in place of ${before ?? `no ${key}`}.`];
  });
}

/** Why columns that go or change break readers who know them by name or, in CSV, by position. */
export function columnReasons({ removed, renamed, retyped }: ListChange, byPosition: boolean): readonly string[] {
  const breaks = ({ from, to }: (typeof retyped)[number]): boolean => {
    // A promise that is new breaks nobody; one that is taken back those who read by schema.
    return to !== `${from}${neverEmpty}` && !(byPosition && from === `${to}${neverEmpty}`);
  };
  return [
    ...removed.map(({ name }) => `Column ${quoted(name)} is removed.`),
    ...renamed.map(({ from, to }) => `Column ${quoted(from)} is called ${quoted(to)}.`),
    ...retyped
      .filter(breaks)
      .map(({ name, from, to }) => `Column ${quoted(name)} is ${quoted(to)} in place of ${quoted(from)}.`),
  ];
}

function positionReasons({ added, reordered }: ListChange, count: number): readonly string[] {
  return [
    ...inserted(added, count).map(({ name, position }) => `Column ${quoted(name)} is put in at position ${position}.`),
    ...reordered.map((name) => `Column ${quoted(name)} stands at another position.`),
  ];
}

/** The new columns behind which an old one stands. */
function inserted(added: readonly ColumnView[], count: number): readonly ColumnView[] {
  const positions = new Set(added.map(({ position }) => position));
  let end = count;
  while (positions.has(end)) end--;
  return added.filter(({ position }) => position <= end);
}

/** Who may see a file stands in its name (SEEDS 28). */
function mark({ shared }: ResolvedExtract): string {
  return shared ? "_S_" : "_P_";
}

function folder(path: string | undefined): string {
  return path === undefined ? "the destination's own folder" : quoted(path);
}
