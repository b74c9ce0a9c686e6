import { isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";
import { nearest } from "../../load/did-you-mean.ts";
import { commonSchema } from "../../load/schemas.ts";
import { writtenText } from "../document-around.ts";
import { code } from "../markdown.ts";
import { propertiesOf, propertyOf, type Schema, schemasAt } from "../schema-at.ts";
import { scalarText } from "../yaml-text.ts";
import { change, removeItem, removeKey, removeKeys, rewrite } from "./make-fix.ts";
import { giveValue, replaceScalar } from "./node-edits.ts";
import { sensibleValue } from "./placeholders.ts";
import { type Finding, type Fixer, mayQuote, type QuickFix } from "./quick-fix.ts";

/** So many allowed values are all offered where none is near. */
const fewChoices = 7;

/** In quotes: digits stay as they were written, and every program reads the same. */
export const fixByQuoting: Fixer = (finding) => {
  const { value, flow } = finding.spot;
  if (!isScalar(value) || value.type !== "PLAIN") return [];
  const text = value.source ?? "";
  const edit = replaceScalar(value, text, flow);
  const yaml = edit.text.startsWith('"') ? edit.text : JSON.stringify(text);
  const title = mayQuote(finding) ? `Write ${code(yaml)}, in quotes` : "Write it in quotes";
  return [{ title, edits: [{ ...edit, text: yaml }], preferred: true, certain: true }];
};

/** A value of another type than expected, where what is meant can be written in the right one. */
export const fixType: Fixer = (finding) => {
  const { spot, kind, around } = finding;
  const { value } = spot;
  const schemas = schemasAt(kind, spot.path, around);
  if (value === null || (isScalar(value) && value.value === null)) return fixNothing(finding);
  if (schemas.some(({ title }) => title === "Condition")) return [asCondition(value)];
  if (!isScalar(value)) return [];
  const types = schemas.flatMap(({ type, const: fixed, enum: choices }) => {
    return [...[type ?? []].flat(), ...[fixed ?? [], choices ?? []].flat().map((each) => typeof each)];
  });
  const expects = (type: string) => types.includes(type);
  if (typeof value.value !== "string" && expects("string")) return fixNoText(finding, value, schemas);
  const truth = truthOf(writtenText(value));
  if (expects("boolean") && truth !== undefined) return [unquoted(finding, String(truth))];
  const isNumber = /^-?[0-9]+(?:\.[0-9]+)?$/.test(writtenText(value));
  if ((expects("integer") || expects("number")) && isNumber) return [unquoted(finding, writtenText(value))];
  return expects("array") ? [asList(finding)] : [];
};

/** A number or a truth in place of text: in quotes where that is allowed, else with the unit that it lacks. */
function fixNoText(finding: Finding, value: Scalar, schemas: readonly Schema[]): readonly (QuickFix | undefined)[] {
  const isAllowed = schemas.some((schema) => allowsText(schema, writtenText(value)));
  return isAllowed ? fixByQuoting(finding) : withUnits(value, finding.spot.flow, schemas);
}

function allowsText(schema: Schema, text: string): boolean {
  if (schema.const !== undefined || schema.enum !== undefined) return [schema.const, ...(schema.enum ?? [])].includes(text);
  const { type, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (![type].flat().includes("string") || text.length < minLength || text.length > maxLength) return false;
  return pattern === undefined || new RegExp(pattern, "u").test(text);
}

/** A duration without its unit: only the author knows which. */
function withUnits(value: Scalar, flow: boolean, schemas: readonly Schema[]): readonly (QuickFix | undefined)[] {
  const duration = schemas.find(({ pattern }) => pattern === commonSchema.$defs.duration.pattern);
  const number = writtenText(value);
  if (duration === undefined || !/^[0-9]+$/.test(number)) return [];
  const durations = ["s", "m", "h", "d"].map((unit) => `${number}${unit}`).filter((text) => allowsText(duration, text));
  return durations.map((text) => change(value, text, flow));
}

function truthOf(text: string): boolean | undefined {
  if (/^(?:yes|on|true|y)$/i.test(text)) return true;
  return /^(?:no|off|false|n)$/i.test(text) ? false : undefined;
}

function unquoted(finding: Finding, text: string): QuickFix | undefined {
  const title = mayQuote(finding) ? `Change to ${code(text)}, without quotes` : "Write it without quotes";
  return rewrite(finding.spot.value, text, title, { preferred: true, certain: true });
}

function asList(finding: Finding): QuickFix | undefined {
  const { value } = finding.spot;
  const list = `[${scalarText(isScalar(value) ? (value.value as string) : "", { flow: true })}]`;
  return rewrite(value, list, mayQuote(finding) ? `Make it a list: ${code(list)}` : "Make it a list", { preferred: true });
}

/** `Channel: Voice` for `Channel: { eq: Voice }`. What is compared is not repeated in the title: it may be personal. */
function asCondition(value: Node): QuickFix | undefined {
  if (isScalar(value)) {
    const text = scalarText(value.value as string, { flow: true });
    return rewrite(value, `{ eq: ${text} }`, "Write the operator `eq`", { preferred: true });
  }
  if (!isSeq(value) || value.items.length === 0 || !value.items.every((item) => isScalar(item))) return undefined;
  const items = value.items.map((item) => scalarText((item as { value: string }).value, { flow: true }));
  return rewrite(value, `{ in: [${items.join(", ")}] }`, "Write the operator `in`", { preferred: true });
}

/** A key without a value: one that makes sense where it must be there, else away with it. */
function fixNothing(finding: Finding): readonly (QuickFix | undefined)[] {
  const { spot, kind, around, file } = finding;
  if (spot.pair === undefined) return [removeItem(finding)];
  const required = schemasAt(kind, spot.path.slice(0, -1), around).some((schema) => {
    return schema.required?.includes(String(spot.path.at(-1)));
  });
  if (!required) return [removeKey({ ...finding, spot: { ...spot, atKey: true } }, { preferred: true })];
  const value = sensibleValue(finding, spot.path);
  const edit = giveValue(file.text, spot.pair, value);
  return [edit && { title: `Write ${code(value)}`, edits: [edit], preferred: true, fillIn: true }];
}

/** A value that is not allowed: the nearest that is, all where they are few, or the same written as it must be. */
export const fixValue: Fixer = (finding) => {
  const { spot, kind, around } = finding;
  const { value, flow } = spot;
  if (isMap(value)) return fixTooManyKeys(finding);
  if (!isScalar(value)) return [];
  const text = writtenText(value);
  const schemas = schemasAt(kind, spot.path, around);
  const property = propertyOf(kind, spot.path, around);
  if (spot.list !== undefined && isRepeated(spot.list.items, value))
    return [removeItem(finding, { preferred: true, certain: true })];
  const all = [...schemas, ...(property === undefined ? [] : [property])];
  const choices = [...new Set(all.flatMap((schema) => schema.enum ?? (schema.const === undefined ? [] : [schema.const])))];
  const mended = all.map((schema) => mendedText(text, value, schema)).find((found) => found !== undefined);
  if (choices.length > 0 && mended === undefined) return fixChoice(text, choices, value, flow);
  if (mended === undefined) return withUnits(value, flow, all);
  const fix = change(value, mended, flow, { preferred: true });
  return [fix && (mayQuote(finding) ? fix : { ...fix, title: "Write it as it must be" })];
};

function fixChoice(text: string, choices: readonly unknown[], value: Node, flow: boolean): readonly (QuickFix | undefined)[] {
  const texts = choices.filter((choice) => typeof choice === "string");
  const near = nearest(text, texts);
  if (near !== undefined) {
    const certain = near.toLowerCase() === text.toLowerCase();
    return [change(value, near, flow, { preferred: true, ...(certain && { certain }) })];
  }
  if (choices.length > fewChoices) return [];
  return choices.map((choice) => change(value, choice as string, flow));
}

function isRepeated(items: readonly unknown[], value: Node): boolean {
  const same = (item: unknown) => isScalar(item) && isScalar(value) && item.value === value.value;
  return items.slice(0, items.indexOf(value)).some(same);
}

/** A text as its schema's pattern or limit wants it, where it can be seen what is meant. */
function mendedText(text: string, value: Node, { pattern, maxLength = 1000, minimum, maximum }: Schema) {
  const number = isScalar(value) && typeof value.value === "number" ? value.value : undefined;
  if (number !== undefined && maximum !== undefined && number > maximum) return maximum;
  if (number !== undefined && minimum !== undefined && number < minimum) return minimum;
  if (pattern === undefined) return undefined;
  const allowed = new RegExp(pattern, "u");
  return writtenOtherwise(text).find((other) => other !== text && other.length <= maxLength && allowed.test(other));
}

/** The same time of day, duration or name, written in the ways that schemas ask for. */
function writtenOtherwise(text: string): readonly string[] {
  const time = /^(\d{1,2})[:.h](\d{2})?\s*(am|pm)?$/i.exec(text.trim());
  const duration = /^(\d+)\s*(s|m|h|d)[a-z]*$/i.exec(text.trim());
  const name = text.trim().replace(/[^A-Za-z0-9 _-]+/g, "-");
  return [
    ...(time === null ? [] : [timeOfDay(time)]),
    ...(duration === null ? [] : [`${duration[1]}${duration[2]?.toLowerCase()}`]),
    text.trim(),
    name,
    text
      .trim()
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, "-"),
  ];
}

function timeOfDay([, hours = "", minutes = "00", half]: RegExpExecArray): string {
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  return `${String(hour).padStart(2, "0")}:${minutes}`;
}

/** Of keys that exclude each other one stays. */
function fixTooManyKeys(finding: Finding): readonly (QuickFix | undefined)[] {
  const { spot, kind, around } = finding;
  const present = around.keys(spot.path);
  const [schema] = schemasAt(kind, spot.path, around).filter(({ maxProperties }) => maxProperties === 1);
  if (schema === undefined || present.length !== 2) return [];
  const known = propertiesOf(schema).map(([key]) => key);
  return present.filter((key) => known.includes(key)).map((key) => removeKeys(finding, spot.path, [key], { fillIn: true }));
}

/** A key that is no name: the same without what can't be in one. Names of fields are for people, other names for programs. */
export const fixKeyName: Fixer = ({ spot, kind }) => {
  const key = spot.pair?.key;
  if (key === undefined) return [];
  const text = writtenText(key).trim();
  const mended = kind === "Template" ? text : text.toLowerCase().replace(/[^a-z0-9._-]+/g, "-");
  return [mended === "" || mended === writtenText(key) ? undefined : change(key, mended, spot.flow, { preferred: true })];
};
