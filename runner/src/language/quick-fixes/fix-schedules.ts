import { isScalar } from "yaml";
import { isDate, parseDateTime } from "../../load/date-time.ts";
import { writtenText } from "../document-around.ts";
import { addKeys, change, removeKeys, rewrite } from "./make-fix.ts";
import { replaceScalar } from "./node-edits.ts";
import type { Fixer, QuickFix } from "./quick-fix.ts";
import { spotOf } from "./spot.ts";

/** A window and a schedule: one of them goes. */
export const fixWindowAndSchedule: Fixer = (finding) => [
  removeKeys(finding, [], ["schedule"]),
  removeKeys(finding, [], ["window"]),
];

/** Neither `every` nor `cron`, or both. */
export const fixRhythm: Fixer = (finding) => {
  const { spot, kind, around } = finding;
  const at = kind === "Extract" ? ["schedule"] : [];
  const keys = around.keys(at);
  if (!keys.includes("every") && !keys.includes("cron")) {
    return [addKeys(finding, at, new Map([["every", "day"]]), { preferred: true, fillIn: true })];
  }
  const needsEvery = keys.some((key) => ["day", "at", "weekStart"].includes(key));
  const inside = { ...finding, spot };
  return [removeKeys(inside, at, ["cron"]), needsEvery ? undefined : removeKeys(inside, at, ["every"])];
};

/** A run day of another rhythm. */
export const fixRunDay: Fixer = (finding) => {
  const { spot, around } = finding;
  const above = spot.path.slice(0, -1);
  const every = around.text([...above, "every"]);
  const other = spotOf(spot.document, [...above, "every"])?.value;
  return [
    removeKeys(finding, above, ["day"], { preferred: true }),
    // A weekly window may start on a day of its own, which a monthly one has not.
    every === "week" && around.keys(above).includes("weekStart")
      ? undefined
      : rewrite(other, every === "week" ? "month" : "week", `Run every ${every === "week" ? "month" : "week"}`),
  ];
};

/** Six fields of which the first are seconds. */
export const fixCron: Fixer = ({ spot }) => {
  if (!isScalar(spot.value)) return [];
  const fields = writtenText(spot.value).trim().split(/\s+/);
  if (fields.length !== 6 || fields[0] !== "0") return [];
  return [change(spot.value, fields.slice(1).join(" "), spot.flow, { preferred: true })];
};

/** Start and end changed places. */
export const fixWindowReversed: Fixer = ({ spot }) => {
  const start = spotOf(spot.document, ["window", "start"])?.value;
  const end = spotOf(spot.document, ["window", "end"])?.value;
  if (!isScalar(start) || !isScalar(end) || writtenText(start) === writtenText(end)) return [];
  const edits = [replaceScalar(start, writtenText(end), spot.flow), replaceScalar(end, writtenText(start), spot.flow)];
  return [{ title: "Swap start and end", edits, preferred: true }];
};

/** A day in the order of another country, or one behind the end of its month. */
export const fixDateTime: Fixer = ({ spot }) => {
  if (!isScalar(spot.value)) return [];
  const text = writtenText(spot.value).trim();
  const readings = [...new Set([...ordersOf(text), ...lastDayOf(text)])].filter((day) => parseDateTime(day) !== undefined);
  const preferred = readings.length === 1 ? { preferred: true as const } : {};
  return readings.map((day): QuickFix | undefined => change(spot.value, day, spot.flow, preferred));
};

function ordersOf(text: string): readonly string[] {
  const match = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(text) ?? /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(text);
  const spaced = /^(\d{4}-\d{2}-\d{2})[ ](\d{2}:\d{2}(?::\d{2})?)$/.exec(text);
  if (spaced !== null) return [`${spaced[1]}T${spaced[2]}`];
  if (match === null) return [];
  const [, one = "", two = "", year] = match;
  const [first, second] = [one.padStart(2, "0"), two.padStart(2, "0")];
  return [`${year}-${first}-${second}`, `${year}-${second}-${first}`];
}

function lastDayOf(text: string): readonly string[] {
  const match = /^(\d{4}-\d{2}-)(29|30|31)(T.*)?$/.exec(text);
  if (match === null) return [];
  const day = [30, 29, 28].find((last) => isDate(`${match[1]}${last}`));
  return day === undefined ? [] : [`${match[1]}${day}${match[3] ?? ""}`];
}
