import type { Grant, Mask, PiiClass } from "../../../../schemas/generated/documents.ts";
import { fieldsOfFilter } from "../../compile/filter-sql.ts";
import { isMaskedWhole, nestedItemMask, type Protection, protectionOf, type Reading } from "../../compile/masking.ts";
import { fieldOf, itemsOf, logicalTypeOf, type PlacedItem, shapeOf } from "../../load/field-types.ts";
import { itemClassOf, piiClassOf } from "../../load/pii.ts";
import type { Filter, ResolvedExtract, SelectedField } from "../../load/project-documents.ts";
import { type Origin, originKey, type ReadOrigins } from "../lineage/origin.ts";
import type { FieldOrigins, Origins } from "../lineage/source-origins.ts";
import { type Sight, sightThrough } from "./sight.ts";

/** A value that an extract puts into its files, or by which it chooses and orders its rows. */
export interface ReadValue {
  readonly columns: readonly Origin[];
  /** Why it may come from anywhere else, too. */
  readonly unknown?: string;
  /** The name of its column in the file. */
  readonly column: string;
  /** In JSON the way to it: `[].text`; else empty. */
  readonly way: string;
  readonly field: string;
  /** Of JSON with items, what is read beside them, such as whether there is an object. Their classes are not its own. */
  readonly beside?: true;
  /** Not in the file: rows are chosen or ordered by it. */
  readonly compared?: true;
  /** The class that the extract's own template gives it. */
  readonly own?: PiiClass;
  readonly sight: Sight;
  readonly mask?: Mask;
  readonly grant?: Grant;
  /** What the author asks for. */
  readonly asked?: Mask;
}

/** All values of an extract on a day, as its state's policy leaves them. */
export function valuesOf(extract: ResolvedExtract, origins: Origins, today: string): readonly ReadValue[] {
  const reading: ReadExtract = { extract, today };
  const selected = extract.fields.flatMap((field) => valuesOfField(reading, field, origins.get(field.field)));
  return [...selected, ...comparedValues(reading, origins)];
}

interface ReadExtract extends Reading {
  readonly extract: ResolvedExtract;
}

function valuesOfField(reading: ReadExtract, selected: SelectedField, origins: FieldOrigins | undefined): readonly ReadValue[] {
  const { template, timezone } = reading.extract;
  const { field, as, mask: asked } = selected;
  const written = fieldOf(template, field);
  const protection = protectionOf(reading, field, asked);
  const value: ReadValue = {
    ...columnsOf(origins),
    column: as,
    way: "",
    field,
    ...ownClass(written?.measure === "count" ? written.pii : piiClassOf(template, field)),
    sight: sightThrough(protection.mask, logicalTypeOf(template, field, timezone)?.type === "string"),
    ...protectedBy(protection),
    ...(asked !== undefined && { asked }),
  };
  if (written === undefined) return [value];
  // How many there are tells nothing of what they are.
  if (written.measure === "count") return [{ ...value, columns: [] }];
  if (written.object === undefined && written.nested === undefined) return [value];
  const whole = isMaskedWhole(reading, field, asked, protection);
  const items = itemsOf(written).flatMap((placed, index) => {
    if (placed.item.column === undefined && placed.item.expression === undefined) return [];
    return [itemValue(reading, { value, placed, whole }, origins?.items[index])];
  });
  return [...items, ...besideItems({ value, whole }, items, written.redshift)];
}

interface ItemOf {
  readonly value: ReadValue;
  readonly placed: PlacedItem;
  /** The field is masked whole: its JSON is NULL. */
  readonly whole: boolean;
}

function itemValue(reading: ReadExtract, { value, placed, whole }: ItemOf, origins: ReadOrigins | undefined): ReadValue {
  const { field, grant, asked } = value;
  const pii = itemClassOf(reading.extract.template, placed);
  const mask = whole ? (value.mask ?? "full") : nestedItemMask(reading, field, pii);
  const shape = shapeOf(placed.item);
  const isText = shape.kind === "value" && shape.type.type === "string";
  return {
    ...columnsOf(origins),
    column: value.column,
    way: wayTo(placed.path),
    field,
    ...ownClass(pii),
    sight: whole ? 0 : sightThrough(mask, isText),
    ...(mask !== undefined && { mask }),
    ...(grant !== undefined && { grant }),
    ...(asked !== undefined && { asked }),
  };
}

/** What a structured field reads beside its items: the names of a map's keys, what its objects depend on, ready-made JSON. */
function besideItems(
  { value, whole }: Omit<ItemOf, "placed">,
  items: readonly ReadValue[],
  redshift: string | undefined,
): readonly ReadValue[] {
  const { own: _, columns: all, ...rest } = value;
  const inItems = new Set(items.flatMap((item) => item.columns.map(originKey)));
  const columns = all.filter((origin) => {
    // Ready-made JSON is NULL as soon as anything in it is masked.
    const nulled = value.mask !== undefined && origin.column === redshift?.toLowerCase();
    return !nulled && !inItems.has(originKey(origin));
  });
  return columns.length === 0 ? [] : [{ ...rest, columns, beside: true, sight: whole ? 0 : 3 }];
}

/** Fields that rows are chosen and ordered by: who sees which rows there are, learns something of them. */
function comparedValues({ extract, today }: ReadExtract, origins: Origins): readonly ReadValue[] {
  const { template, filter, dedupe } = extract;
  const versions =
    dedupe === undefined || template.dedupe === undefined ? [] : [...template.dedupe.by, ...template.dedupe.latest];
  const names = new Set([...(filter === undefined ? [] : valuesCompared(filter)), ...template.key, ...versions]);
  return [...names].map((field) => {
    const { mask, ...protection } = protectionOf({ extract, today }, field, undefined);
    return {
      ...columnsOf(origins.get(field)),
      column: field,
      way: "",
      field,
      compared: true,
      ...ownClass(protection.pii),
      sight: mask === undefined ? 3 : 0,
      ...protectedBy(protection),
    };
  });
}

/** The fields whose values a filter compares; whether there is a value may be asked of any. */
function valuesCompared(filter: Filter): readonly string[] {
  if ("all" in filter) return filter.all.flatMap(valuesCompared);
  if ("any" in filter) return filter.any.flatMap(valuesCompared);
  if ("not" in filter) return valuesCompared(filter.not);
  return filter.operator === "isNull" || filter.operator === "isNotNull" ? [] : fieldsOfFilter(filter);
}

function columnsOf(origins: ReadOrigins | undefined): ReadOrigins {
  if (origins === undefined) return { columns: [], unknown: "the template says nothing of it" };
  return { columns: origins.columns, ...(origins.unknown !== undefined && { unknown: origins.unknown }) };
}

function ownClass(pii: PiiClass | undefined): Pick<ReadValue, "own"> {
  return pii === undefined || pii === "none" ? {} : { own: pii };
}

function protectedBy({ mask, grant }: Protection): Pick<ReadValue, "mask" | "grant"> {
  return { ...(mask !== undefined && { mask }), ...(grant !== undefined && { grant }) };
}

/** `["nested", "fields", "text"]` as `[].text`; names of the document's own keys are left out. */
export function wayTo(path: readonly string[]): string {
  let way = "";
  for (let at = 0; at < path.length; at += 1) {
    if (path[at] === "object") way += `.${path[++at] ?? ""}`;
    else if (path[at] === "nested") {
      const kind = path[++at];
      if (kind === "fields") way += `[].${path[++at] ?? ""}`;
      else if (kind === "value") way += "[]";
      else if (kind === "entries") {
        at += 1;
        way += ".*";
      }
    }
  }
  return way;
}
