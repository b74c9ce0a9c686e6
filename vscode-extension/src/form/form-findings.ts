import { isMap, isSeq, type Node } from "yaml";
import type { Diagnostic } from "../../../runner/src/language.ts";
import type { FilterPath } from "./form-actions.ts";
import type { FormFinding, FormPart } from "./form-model.ts";
import { type Entry, entriesOf, parseYaml } from "./yaml/tree.ts";

/** The findings of one document of a text, each with the part of the form that it belongs to. */
export function findingsOf(text: string, index: number, diagnostics: readonly Diagnostic[]): readonly FormFinding[] {
  const document = parseYaml(text)?.[index];
  if (document === undefined || !isMap(document.contents)) return [];
  const [start, , end] = document.range;
  const entries = entriesOf(document.contents as Node) ?? [];
  return diagnostics.flatMap((diagnostic): FormFinding[] => {
    const offset = diagnostic.range?.start.offset ?? start;
    if (offset < start || offset > end) return [];
    const found = entries.find((entry) => holds(entry, offset));
    const { severity, code, message, hint } = diagnostic;
    const common = { severity, code, message: hint === undefined ? message : `${message} ${hint}` };
    return [{ ...common, ...placeIn(found, offset) }];
  });
}

function placeIn(entry: Entry | undefined, offset: number): { part: FormPart; row?: number; path?: FilterPath } {
  if (entry?.key === "fields") {
    const row = isSeq(entry.node) ? (entriesOf(entry.node)?.findIndex((item) => holds(item, offset)) ?? -1) : -1;
    return { part: "fields", ...(row !== -1 && { row }) };
  }
  if (entry?.key !== "filter") return { part: "other" };
  const path = entry.node && pathIn(entry.node, offset);
  return { part: "filter", ...(path && { path }) };
}

/** The way to the condition that holds an offset; as far as it can be told. Steps are those of `readFilterTree`. */
function pathIn(node: Node, offset: number): FilterPath | undefined {
  if (!isMap(node)) return undefined;
  const entries = entriesOf(node) ?? [];
  const at = entries.findIndex((entry) => holds(entry, offset));
  const entry = entries[at];
  if (entry === undefined) return [];
  const own = entries.length > 1 ? [at] : [];
  return [...own, ...within(entry, offset)];
}

function within({ key, node }: Entry, offset: number): FilterPath {
  if (node === null) return [];
  if (key === "all" || key === "any") {
    const items = isSeq(node) ? (entriesOf(node) ?? []) : [];
    const at = items.findIndex((item) => holds(item, offset));
    const inner = items[at]?.node;
    return at === -1 ? [] : [at, ...((inner && pathIn(inner, offset)) ?? [])];
  }
  if (key === "not") return [0, ...(pathIn(node, offset) ?? [])];
  const tests = isMap(node) ? (entriesOf(node) ?? []) : [];
  // Several tests of one field are a group; what is said of the field is shown at the first.
  return tests.length < 2
    ? []
    : [
        Math.max(
          0,
          tests.findIndex((test) => holds(test, offset)),
        ),
      ];
}

function holds({ start, end }: Entry, offset: number): boolean {
  return start <= offset && offset <= end;
}
