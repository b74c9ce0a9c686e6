import { isMap, isScalar } from "yaml";
import type { Path } from "../../load/document-places.ts";
import { fieldSources } from "../../load/field-types.ts";
import { writtenText } from "../document-around.ts";
import { code } from "../markdown.ts";
import { templateView } from "../template-view.ts";
import { scalarText } from "../yaml-text.ts";
import { addKeys, change, removeItem, removeKey, removeKeys, rewrite } from "./make-fix.ts";
import type { Fixer, QuickFix } from "./quick-fix.ts";
import { spotOf } from "./spot.ts";

/** A field without a source, or with several. */
export const fixSource: Fixer = (finding) => {
  const { spot, around } = finding;
  const keys = around.keys(spot.path);
  const sources = fieldSources.filter((source) => keys.includes(source));
  if (sources.length === 0) {
    const column = String(spot.path.at(-1))
      .trim()
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_");
    const missing = keys.includes("type") ? [] : [["type", "string"] as const];
    const values = new Map([["column", scalarText(column, { flow: true })] as const, ...missing]);
    return [addKeys(finding, spot.path, values, { preferred: true, fillIn: true })];
  }
  return sources.map((kept) => {
    const others = sources.filter((source) => source !== kept);
    const typed = kept !== "column" && kept !== "expression";
    // What is read from the warehouse needs a type, which nobody has said.
    if (!typed && !keys.includes("type")) return undefined;
    const fix = removeKeys(finding, spot.path, others);
    return fix && { ...fix, title: `Keep ${code(kept)}` };
  });
};

/** A type that is missing, or that the source gives. */
export const fixFieldType: Fixer = (finding) => {
  const { spot } = finding;
  if (spot.path.at(-1) === "type") return [removeKeys(finding, spot.path.slice(0, -1), ["type"], { preferred: true })];
  return [addKeys(finding, spot.path, new Map([["type", "string"]]), { preferred: true, fillIn: true })];
};

/** Digits that are missing, or do not go together. */
export const fixPrecision: Fixer = (finding) => {
  const { spot, around } = finding;
  if (spot.atKey) {
    const given = around.keys(spot.path);
    const wanted = [["precision", "18"] as const, ["scale", "2"] as const].filter(([key]) => !given.includes(key));
    return [addKeys(finding, spot.path, new Map(wanted), { preferred: true, fillIn: true })];
  }
  const number = Number(around.text(spot.path));
  if (spot.path.at(-1) === "scale") {
    const precision = Number(around.text([...spot.path.slice(0, -1), "precision"]));
    return precision >= 1 ? [change(spot.value, precision, spot.flow)] : [];
  }
  const digits = number > 3 ? 6 : number > 0 ? 3 : 0;
  return [change(spot.value, digits, spot.flow, { preferred: true })];
};

/** A field in the place of an instant, or of a part of the key: those that can stand there. */
export const fixInstant: Fixer = (finding) => {
  const { spot } = finding;
  const view = templateView(finding.around.value([]));
  const instants = view?.fields.filter(({ type, source, measure }) => {
    return (
      type === "instant" && measure === undefined && (source === "column" || (source === "expression" && !isTime(spot.path)))
    );
  });
  const only = instants?.length === 1 ? { preferred: true as const } : {};
  return (instants ?? []).slice(0, 5).map(({ name }) => change(spot.value, name, spot.flow, only));
};

function isTime(path: Path): boolean {
  return path[0] === "time";
}

/** A field that can't be part of the key: a twin's own instant, or none. */
export const fixKeyField: Fixer = (finding) => {
  const { spot, around } = finding;
  if (!isScalar(spot.value) || spot.list === undefined) return [];
  const twin = around.text(["fields", writtenText(spot.value), "local"]);
  const others = around.items(["key"]).map(({ text }) => text);
  const instead =
    twin === undefined || others.includes(twin) ? undefined : change(spot.value, twin, spot.flow, { preferred: true });
  if (spot.list.items.length < 2) return [instead];
  return [instead, removeItem(finding, instead === undefined ? { preferred: true } : {})];
};

/** A type that the measure can be computed on. */
export const fixMeasureType: Fixer = (finding) => {
  const { spot, around } = finding;
  const measure = around.text([...spot.path.slice(0, -1), "measure"]);
  const types = measure === "count" ? ["integer"] : measure === "sum" ? ["integer", "decimal", "float64"] : [];
  // A decimal needs its digits, too.
  return types
    .filter((type) => type !== "decimal")
    .map((type) => change(spot.value, type, spot.flow, types.length === 1 ? { preferred: true } : {}));
};

/** A constant or known value of another type. */
export const fixValueType: Fixer = (finding) => {
  const { spot, around } = finding;
  const field = spot.path.slice(0, 2);
  if (isScalar(spot.value) && around.text([...field, "type"]) === "string" && typeof spot.value.value !== "string") {
    const text = spot.value.source ?? String(spot.value.value);
    return [
      rewrite(spot.value, JSON.stringify(text), `Write ${code(JSON.stringify(text))}, in quotes`, {
        preferred: true,
        certain: true,
      }),
    ];
  }
  return spot.list === undefined ? [removeKeys(finding, field, ["type"])] : [removeItem(finding)];
};

/** A duration whose unit is said in two ways. */
export const fixDurationUnit: Fixer = (finding) => {
  const { spot, around } = finding;
  const field = spot.path.slice(0, 2);
  const said = around.text(spot.path);
  const computed = around.text([...field, "duration", "unit"]) ?? "ms";
  const here = change(spot.value, computed, spot.flow, said === "ms" || said === "s" ? {} : { preferred: true });
  if (said !== "ms" && said !== "s") return [here];
  const inside = spotOf(spot.document, [...field, "duration", "unit"])?.value;
  const compute = inside ? rewrite(inside, said, "") : addKeys(finding, [...field, "duration"], new Map([["unit", said]]));
  return [compute && { ...compute, title: `Compute the duration in ${code(said)}`, preferred: true }, here];
};

/** A mask that a value can't have, or that shows more than policy lets it. */
export const fixMask: Fixer = (finding) => {
  const { spot } = finding;
  return [
    change(spot.value, "full", spot.flow, { preferred: true }),
    removeKey({ ...finding, spot: { ...spot, atKey: true } }),
  ];
};

/** A field with another's name. */
export const fixFieldDuplicate: Fixer = (finding): readonly (QuickFix | undefined)[] => {
  return isMap(finding.spot.map) ? [removeKey(finding)] : [];
};
