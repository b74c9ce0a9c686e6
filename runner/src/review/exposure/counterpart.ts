import type { Template } from "../../../../schemas/generated/documents.ts";
import { canonicalJson } from "../../compile/hashes.ts";
import { fieldOf } from "../../load/field-types.ts";
import { mayBeSame, type Origin } from "../lineage/origin.ts";
import type { ReadValue } from "./values-of.ts";

/** The values of one extract in one state, and the template that they are read by. */
export interface Side {
  readonly template: Template;
  readonly values: readonly ReadValue[];
}

/**
 * The value of the base that a value of the head continues: its column has the same name, or another one that is gone, and what
 * it reads was read there before. A column that reads something else than before continues nothing, whatever its name.
 *
 * @param personal The origins for which it is asked.
 */
export function counterpartOf(value: ReadValue, personal: readonly Origin[], head: Side, base: Side): ReadValue | undefined {
  const alike = base.values.filter((other) => {
    return isOfKind(other, value) && continues(value, personal, head, other, base);
  });
  const sameName = alike.find(({ column }) => column === value.column);
  if (sameName !== undefined) return sameName;
  const gone = alike.filter((other) => {
    const sameField = other.field === value.field || isSameText(head.template, value.field, base.template, other.field);
    return sameField && !has(head, other);
  });
  // Of two new names for one that is gone the first takes its place, and the second is a second one.
  const takers = head.values.filter((other) => isOfKind(other, value) && other.field === value.field && !has(base, other));
  return gone[takers.indexOf(value)];
}

function isOfKind(one: ReadValue, other: ReadValue): boolean {
  return one.compared === other.compared && one.way === other.way;
}

function has({ values }: Side, value: ReadValue): boolean {
  return values.some((other) => other.column === value.column && isOfKind(other, value));
}

function continues(value: ReadValue, personal: readonly Origin[], head: Side, other: ReadValue, base: Side): boolean {
  if (value.unknown !== undefined) {
    // Nobody can say what it reads. It is what it was if it says what it said.
    return other.unknown !== undefined && isSameText(head.template, value.field, base.template, other.field);
  }
  return personal.every((origin) => other.columns.some((before) => isSame(before, origin)));
}

function isSame(one: Origin, other: Origin): boolean {
  return one.column === other.column && mayBeSame(one.relation, other.relation);
}

/** Whether two fields read the same by what is written, whether or not anybody can say what that is. */
export function isSameText(template: Template, field: string, other: Template, otherField: string): boolean {
  return written(template, field) === written(other, otherField);
}

const texts = new WeakMap<Template, Map<string, string>>();

function written(template: Template, field: string): string {
  const known = texts.get(template) ?? new Map<string, string>();
  texts.set(template, known);
  const text = known.get(field) ?? textOf(template, field);
  known.set(field, text);
  return text;
}

/** All that decides what a field reads, as it is written. */
function textOf(template: Template, field: string): string {
  const { source } = template;
  const one = fieldOf(template, field);
  const names = [one?.local, one?.duration?.from, one?.duration?.to].flatMap((name) => name ?? []);
  return canonicalJson([source, stripped(one), names.map((name) => stripped(fieldOf(template, name)))]);
}

function stripped(field: ReturnType<typeof fieldOf>): unknown {
  const { description: _, pii: _pii, mask: _mask, hidden: _hidden, values: _values, ...rest } = field ?? {};
  return rest;
}
