import { goesWith, isQuoted } from "../load/check-field.ts";
import { itemKeyGoesWith, itemSources, nestedContents } from "../load/check-nested.ts";
import { isUsedBy } from "../load/check-output.ts";
import { numeric } from "../load/check-typed.ts";
import { checkKinds } from "../load/data-checks.ts";
import type { Path } from "../load/document-places.ts";
import { fieldSources } from "../load/field-types.ts";
import type { DocumentAround } from "./document-around.ts";
import { isSingleValue } from "./nested-place.ts";

/** A mapping in which a key may be written. */
export interface Mapping {
  /** The title of its schema. */
  readonly title: string | undefined;
  readonly path: Path;
  /** The other keys. */
  readonly present: readonly string[];
  readonly around: DocumentAround;
}

/** Whether a key means something beside the keys that are there: what `load` says beyond the schemas. */
export function fitsBeside(key: string, mapping: Mapping): boolean {
  const { title, present } = mapping;
  const has = (other: string) => present.includes(other);
  switch (title) {
    case "Extract":
      if (key === "window") return !has("schedule") && !has("ready");
      if (key === "schedule") return !has("window");
      if (key === "ready") return has("schedule");
      if (key === "export") return isDaily(mapping);
      return key !== "enabled" || !has("window");
    case "Test":
      return !(key === "day" && has("window")) && !(key === "window" && has("day"));
    case "GivenTable":
      return !(key === "file" && has("rows")) && !(key === "rows" && has("file"));
    case "FeedSource":
      if (key === "every") return has("lookback");
      return !(key === "changes" && has("lookback")) && !(key === "lookback" && has("changes"));
    case "FeedEvent":
      if (key === "hold") return has("after");
      return key !== "version" || mayBeUpdate(mapping);
    case "InlineSchedule":
      if (has("use")) return key === "start";
      if (key === "use") return present.every((other) => other === "start");
      return fitsSchedule(key, mapping);
    case "Schedule":
      return fitsSchedule(key, mapping);
    case "Output":
      return fitsOutput(key, mapping);
    case "DocumentCheck":
      return !checkKinds.some((kind) => kind === key) || !checkKinds.some(has);
    case "TemplateField":
      return fitsField(key, mapping);
    case "NestedItem":
      return fitsItem(key, mapping);
    case "NestedField":
      return fitsNested(key, mapping);
    case "RedshiftConnection":
      return key === "iam" ? !has("password") : !(has("iam") && (key === "user" || key === "password"));
    case "RedshiftIam":
      return !(key === "cluster" && has("workgroup")) && !(key === "workgroup" && has("cluster"));
    default:
      return true;
  }
}

function fitsSchedule(key: string, { path, present, around }: Mapping): boolean {
  const every = around.text([...path, "every"]);
  if (key === "every") return !present.includes("cron");
  if (key === "cron") return !["every", "day", "at", "weekStart"].some((other) => present.includes(other));
  if (present.includes("cron")) return !["day", "at", "weekStart"].includes(key);
  if (key === "day") return every !== "day";
  return key !== "weekStart" || every === undefined || every === "week";
}

/** Whether an event is raised by changed rows, or does not say yet by what. */
function mayBeUpdate({ path, around }: Mapping): boolean {
  const raise = [...path, "raise"];
  return (
    around.text(raise) !== "insert" && around.items(raise).every(({ text }, _, all) => all.length > 1 || text === "update")
  );
}

/** Whether an extract may run once a day. */
function isDaily({ present, around }: Mapping): boolean {
  const every = around.text(["schedule", "every"]);
  return (
    present.includes("schedule") && (every === undefined || every === "day") && around.shape(["schedule", "cron"]) === "nothing"
  );
}

function fitsOutput(key: string, { path, around }: Mapping): boolean {
  if (key === "split" && around.text(["export"]) === "daily") return false;
  const format = around.text([...path, "format"]) ?? "csv";
  if (format === "parquet" && (key === "compress" || key === "split")) return false;
  return isUsedBy(key, format);
}

function fitsField(key: string, mapping: Mapping): boolean {
  const source = fieldSources.find((one) => mapping.present.includes(one));
  if (fieldSources.some((one) => one === key)) return source === undefined;
  if (source !== undefined && !goesWith(key, source)) return false;
  const type = mapping.around.text([...mapping.path, "type"]) ?? (source === "local" ? "local" : undefined);
  if (key === "jsonAs" && type !== undefined && isQuoted(type)) return false;
  return fitsType(key, mapping);
}

function fitsItem(key: string, mapping: Mapping): boolean {
  const { path, present, around } = mapping;
  const source = itemSources.find((one) => present.includes(one));
  if (itemSources.some((one) => one === key)) return source === undefined;
  if (source !== undefined && !itemKeyGoesWith(key, source)) return false;
  if (key === "optional" && (isSingleValue(path) || around.value([...path, "nullable"]) === false)) return false;
  return fitsType(key, mapping);
}

function fitsNested(key: string, { present }: Mapping): boolean {
  if (key === "order") return !present.includes("entries");
  if (key === "joinedBy") return present.includes("value");
  if (!nestedContents.some((one) => one === key)) return true;
  return !nestedContents.some((one) => present.includes(one)) && !(key === "entries" && present.includes("order"));
}

function fitsType(key: string, { path, around }: Mapping): boolean {
  const type = around.text([...path, "type"]);
  if (type === undefined) return true;
  if (key === "scale") return type === "decimal";
  if (key === "precision") return type === "decimal" || type === "instant";
  if (key === "minimum" || key === "maximum") return numeric.includes(type);
  return key !== "stored" || type === "instant";
}
