import type { NestedField, NestedItem, Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { checkExpression } from "./check-expression.ts";
import { checkConstant, checkKnownValues, checkTyped } from "./check-typed.ts";
import { declaredColumns } from "./column-classes.ts";
import type { Path } from "./document-places.ts";
import { itemsIn } from "./field-types.ts";
import type { DocumentFindings } from "./findings.ts";
import { itemClassOf } from "./pii.ts";
import { columnKey } from "./read-columns.ts";
import { isIntegerLike } from "./read-value.ts";
import { shown, shownChoice } from "./shown-value.ts";

/** Where an item's value comes from: exactly one of these. */
export const itemSources = ["column", "expression", "constant", "object", "nested"] as const;
export type ItemSource = (typeof itemSources)[number];

/** What children become: exactly one of these. */
export const nestedContents = ["fields", "value", "entries"] as const;

/** More levels than any document of ours needs; each of children costs a join. */
const maxDepth = 8;

/** Bytes of a key: PostgreSQL builds an object of columns that are called so. */
const longestKey = 63;

/** The keys that an item may have beside its source; those that are not named here go with all. */
const companions: Readonly<Record<string, readonly ItemSource[]>> = {
  type: ["column", "expression", "constant"],
  precision: ["column", "expression", "constant"],
  scale: ["column", "expression", "constant"],
  values: ["column", "expression", "constant"],
  minimum: ["column", "expression"],
  maximum: ["column", "expression"],
  stored: ["column", "expression"],
  from: ["expression"],
  when: ["object"],
};

/** Whether a key of an item means something beside its source. */
export function itemKeyGoesWith(key: string, source: ItemSource): boolean {
  return companions[key]?.includes(source) ?? true;
}

/** Where an item stands: its place in the document, and the tables around it, outermost first. */
interface Place {
  readonly findings: DocumentFindings;
  readonly template: Template;
  readonly path: Path;
  readonly tables: readonly string[];
  readonly depth: number;
}

/** What the schema can't say of a field that is built of other values, at any depth. */
export function checkStructure(findings: DocumentFindings, template: Template, field: TemplateField, path: Path): void {
  if (field.type !== undefined && field.type !== "json") {
    const what = field.nested === undefined ? "An object" : "A nested field";
    findings.error("field-type", [...path, "type"], `${what} is of type \`json\`; leave \`type\` out.`);
  }
  if (field.nested?.joinedBy !== undefined) {
    const message = "`joinedBy` makes a text of the children, which stands inside of an object or an array, not as a field.";
    findings.errorAtKey("nested-content", [...path, "nested", "joinedBy"], message);
  }
  checkInside({ findings, template, path, tables: [], depth: 1 }, field);
}

function checkInside(place: Place, { object, when, nullable, nested }: TemplateField | NestedItem): void {
  const { findings, path, depth } = place;
  if (object !== undefined && when !== undefined && nullable === false) {
    const message = "`when` means nothing beside `nullable: false`: the object would never be null, or end the run.";
    findings.errorAtKey("key-unused", [...path, "when"], message);
  }
  if (depth > maxDepth) {
    findings.errorAtKey("nested-depth", path, `The value is ${depth} levels deep; ${maxDepth} is the most.`);
    return;
  }
  if (object !== undefined) checkKeys({ ...place, path: [...path, "object"] }, object);
  if (nested !== undefined) checkChildren({ ...place, path: [...path, "nested"] }, nested);
}

function checkKeys(place: Place, keys: Readonly<Record<string, NestedItem>>): void {
  const { findings, path } = place;
  for (const [key, item] of itemsIn(keys)) {
    const problem = keyProblem(key);
    if (problem !== undefined) findings.errorAtKey(problem.code, [...path, key], problem.message);
    checkItem({ ...place, path: [...path, key] }, item, true);
  }
}

function keyProblem(key: string): { readonly code: string; readonly message: string } | undefined {
  if (isIntegerLike(key)) {
    const message = `A key of an object can't be the number ${shown(key)}: programs that read JSON would move it to the front.`;
    return { code: "field-name", message };
  }
  if (key === "" || key.includes("\0") || !key.isWellFormed()) {
    const what = key === "" ? "be empty" : "hold a NUL character or half of a surrogate pair";
    return { code: "object-keys", message: `A key of an object can't ${what}.` };
  }
  const bytes = new TextEncoder().encode(key).length;
  if (bytes <= longestKey) return undefined;
  return { code: "object-keys", message: `A key of an object has at most ${longestKey} bytes; ${shown(key)} has ${bytes}.` };
}

function checkItem(place: Place, item: NestedItem, hasKey: boolean): void {
  const { findings, template, path, tables } = place;
  const sources = itemSources.filter((source) => item[source] !== undefined);
  const [source] = sources;
  if (source === undefined || sources.length > 1) {
    const found = sources.length === 0 ? "none" : sources.map(shown).join(" and ");
    const message = `An item needs exactly one of ${shownChoice(itemSources)}; found ${found}.`;
    findings.errorAtKey("field-source", path, message);
    return;
  }
  for (const key of Object.keys(companions)) {
    if (!Object.hasOwn(item, key) || itemKeyGoesWith(key, source)) continue;
    findings.errorAtKey("key-unused", [...path, key], `${shown(key)} means nothing beside ${shown(source)}.`);
  }
  checkOptional(place, item, hasKey);
  if (source === "column" || source === "expression") checkTyped(findings, { what: "The item", typed: item, path });
  if (source === "expression") checkExpression(findings, template, { item, path, tables });
  if (source === "constant" && item.type !== undefined) checkConstant(findings, item, path);
  if (source === "object" || source === "nested") checkInside({ ...place, depth: place.depth + 1 }, item);
  else checkKnownValues(findings, item, item.type, path);
  checkDeclared(place, item);
}

function checkOptional({ findings, path }: Place, item: NestedItem, hasKey: boolean): void {
  if (item.optional !== true) return;
  const place = [...path, "optional"];
  if (!hasKey) {
    findings.errorAtKey("key-unused", place, "`optional` means nothing for a value without a key of its own.");
  } else if (item.nullable === false) {
    findings.errorAtKey("key-unused", place, "`optional` means nothing beside `nullable: false`: the value is never NULL.");
  }
}

/** A column that holds personal data elsewhere holds it here. */
function checkDeclared({ findings, template, path, tables }: Place, item: NestedItem): void {
  const pii = itemClassOf(template, { item, tables });
  if (item.column === undefined || pii === undefined || (item.pii ?? "none") !== "none") return;
  const message = `The column ${shown(item.column)} holds personal data (${pii}) elsewhere in the template, but this item does not say so.`;
  findings.errorAtKey("pii-undeclared", path, message, `Write \`pii: ${pii}\` here too.`);
}

function checkChildren(place: Place, nested: NestedField): void {
  const { findings, path } = place;
  const contents = nestedContents.filter((content) => nested[content] !== undefined);
  if (contents.length !== 1) {
    const found = contents.length === 0 ? "none" : contents.map(shown).join(" and ");
    const message = `Nested children need exactly one of ${shownChoice(nestedContents)}; found ${found}.`;
    findings.errorAtKey("nested-content", path, message);
    return;
  }
  const inner: Place = { ...place, tables: [...place.tables, nested.table] };
  checkOrder(inner, nested);
  checkJoined(inner, nested);
  if (nested.fields !== undefined) checkKeys({ ...inner, path: [...path, "fields"] }, nested.fields);
  if (nested.value !== undefined) checkItem({ ...inner, path: [...path, "value"] }, nested.value, false);
  if (nested.entries === undefined) return;
  checkItem({ ...inner, path: [...path, "entries", "value"] }, nested.entries.value, false);
  if (nested.entries.value.nullable !== undefined) {
    const message = "`nullable` means nothing for a value of `entries`: children without one are left out.";
    findings.errorAtKey("key-unused", [...path, "entries", "value", "nullable"], message);
  }
  const pii = classOf(place.template, nested.table, nested.entries.key);
  if (pii === undefined) return;
  const message = `The column ${shown(nested.entries.key)} holds personal data (${pii}), and the keys of an object are not masked.`;
  findings.error("nested-key", [...path, "entries", "key"], message);
}

/** The types whose text is the same in every engine. */
const joinable: readonly (string | undefined)[] = ["string", "integer", "uuid"];

function checkJoined({ findings, path }: Place, { value, joinedBy }: NestedField): void {
  if (joinedBy === undefined) return;
  if (value === undefined) {
    findings.errorAtKey("key-unused", [...path, "joinedBy"], "`joinedBy` means nothing but beside `value`.");
  } else if (value.constant === undefined && !joinable.includes(value.type)) {
    const what =
      value.object !== undefined || value.nested !== undefined ? "an object or children" : `type ${shown(value.type)}`;
    const message = `Values of ${what} can't be joined to a text; expected ${shownChoice(["string", "integer", "uuid"])}.`;
    findings.errorAtKey("nested-content", [...path, "value"], message);
  } else if (value.nullable !== undefined) {
    const message = "`nullable` means nothing for values that are joined: those that are NULL are left out.";
    findings.errorAtKey("key-unused", [...path, "value", "nullable"], message);
  }
}

function checkOrder({ findings, template, path }: Place, { table, order, entries }: NestedField): void {
  if (entries !== undefined) {
    const message = "`order` means nothing beside `entries`: the keys of the object are sorted.";
    if (order !== undefined) findings.errorAtKey("key-unused", [...path, "order"], message);
    return;
  }
  if (order === undefined) {
    const message = "An array of children needs `order`: the columns that order it, together unique for a parent.";
    findings.errorAtKey("nested-order", path, message, "Without an order the file would come out differently each time.");
    return;
  }
  order.forEach((column, index) => {
    const pii = classOf(template, table, column);
    if (pii === undefined) return;
    const message = `The column ${shown(column)} holds personal data (${pii}), and the array would be ordered by it.`;
    findings.error("nested-order", [...path, "order", index], message);
  });
}

function classOf(template: Template, table: string, column: string): string | undefined {
  const pii = declaredColumns(template, table).get(columnKey(column));
  return pii === "none" ? undefined : pii;
}
