import { stringify } from "yaml";
import type { ExtractView, NarrowRequest, PreviewView } from "../../../runner/src/commands/commands.ts";
import { type Filter, type LoadedProject, loadProject, type ResolvedExtract } from "../../../runner/src/language.ts";
import type { FormContext } from "../form/form-context.ts";
import { fieldNameOf, selectedFields } from "../form/reduce-fields.ts";
import { isMapping, type Json, type JsonMap } from "../form/yaml/json.ts";

/** An extract that is run narrowed: the draft of less of it, and the project in which that is understood. */
export interface Narrowable {
  readonly document: JsonMap;
  readonly loaded: LoadedProject;
  /** Its own fields, which alone can be chosen and tested. */
  readonly only: readonly Json[];
}

interface Window {
  readonly start: string;
  readonly end: string;
}

/** Of an extract that the checkout holds. */
export function narrowableOf(extract: ResolvedExtract, loaded: LoadedProject, window: Window): Narrowable {
  const fields = extract.fields.map(({ field, as, mask }): Json => {
    return field === as && mask === undefined
      ? field
      : { field, ...(field !== as && { as }), ...(mask !== undefined && { mask }) };
  });
  const { name, product, owner, template, timezone } = extract;
  return {
    document: {
      kind: "Extract",
      name,
      product: product.id,
      owner,
      template: template.name,
      fields,
      window: { start: window.start, end: window.end, timezone },
      output: { format: extract.output.format, compress: extract.output.compress },
    },
    loaded,
    only: fields,
  };
}

/**
 * Of an extract of which nothing is known here but what its server says: its columns, and their types as a preview of one row
 * has them. The project around it says no more than that.
 */
export function narrowableOfView(
  view: ExtractView,
  columns: PreviewView["columns"],
  window: Window & { readonly timezone?: string },
): Narrowable {
  const type = (as: string): object => {
    const column = columns.find(({ name }) => name === as);
    if (column === undefined) return { type: "string" };
    const { type = "string", mask } = column;
    const known = type === "local" ? "instant" : type;
    return { type: known, ...(mask !== undefined && { pii: "sensitive" }) };
  };
  const fields = Object.fromEntries(view.columns.map(({ field, as }, at) => [field, { column: `c${at}`, ...type(as) }]));
  const selected = view.columns.map(({ field, as }): Json => (field === as ? field : { field, as }));
  const project = {
    kind: "Project",
    version: 1,
    organization: "-",
    users: { [view.owner]: { role: "developer" } },
    products: { [view.product.id]: { name: view.product.name, warehouse: "server" } },
  };
  const template = {
    kind: "Template",
    name: view.template,
    source: { table: "s.t" },
    time: { field: hiddenTime },
    key: [hiddenKey],
    fields: { ...fields, [hiddenTime]: { column: "t", type: "instant" }, [hiddenKey]: { column: "k", type: "integer" } },
  };
  const files = [
    { path: "datafeed.yaml", text: stringify(project) },
    { path: "templates/server.template.yaml", text: stringify(template) },
  ];
  return {
    document: {
      kind: "Extract",
      name: view.name,
      product: view.product.id,
      owner: view.owner,
      template: view.template,
      fields: selected,
      window: { ...window },
      output: { format: view.format, compress: view.compress },
    },
    loaded: loadProject({ files }, { today: "" }),
    only: selected,
  };
}

/** A template has a time and a key; nobody sees these. */
const hiddenTime = "(time)";
const hiddenKey = "(key)";

/** What is asked for: only what differs from the extract itself. */
export function narrowRequest(
  own: JsonMap,
  chosen: JsonMap,
  format: string | undefined,
  context: FormContext,
): NarrowRequest | undefined {
  const before = columnNames(own, context);
  const fields = columnNames(chosen, context);
  const filter = chosen["filter"];
  const ownFormat = isMapping(own["output"]) ? own["output"]["format"] : undefined;
  const request: NarrowRequest = {
    ...(JSON.stringify(fields) !== JSON.stringify(before) && { fields }),
    ...(isMapping(filter) && { filter }),
    ...(format !== undefined && format !== ownFormat && { format: format as NonNullable<NarrowRequest["format"]> }),
  };
  return Object.keys(request).length === 0 ? undefined : request;
}

function columnNames(document: JsonMap, context: FormContext): readonly string[] {
  return (selectedFields(document, context) ?? []).map((item) => {
    return isMapping(item) && typeof item["as"] === "string" ? item["as"] : fieldNameOf(item);
  });
}

/** The narrowed run as an extract of its own, for a pull request: with what the reviewed one filters by, too. */
export function narrowedDocument(extract: ResolvedExtract, chosen: JsonMap, name: string, format: string | undefined): JsonMap {
  const parts = [extract.filter && writtenFilter(extract.filter), chosen["filter"]].filter((part) => part !== undefined);
  const { window, ...rest } = chosen;
  const filter = parts.length === 0 ? undefined : parts.length === 1 ? parts[0] : { all: parts };
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => key !== "filter" && key !== "output")),
    name,
    ...(filter !== undefined && { filter }),
    ...(window !== undefined && { window }),
    output: { format: format ?? extract.output.format },
  };
}

function writtenFilter(filter: Filter): JsonMap {
  if ("all" in filter) return { all: filter.all.map(writtenFilter) };
  if ("any" in filter) return { any: filter.any.map(writtenFilter) };
  if ("not" in filter) return { not: writtenFilter(filter.not) };
  return { [filter.field]: { [filter.operator]: filter.value } };
}
