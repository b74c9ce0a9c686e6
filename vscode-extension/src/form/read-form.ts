import {
  type Diagnostic,
  fieldOf,
  grantFor,
  hasStoredNulls,
  keysInOrder,
  type LoadedProject,
  logicalTypeOf,
  maskOf,
  nullTests,
  type Project,
  piiClassOf,
  type ResolvedExtract,
  type Template,
} from "../../../runner/src/language.ts";
import { type ExtractDocument, readExtracts } from "./extract-draft.ts";
import { readFilterTree } from "./filter-tree.ts";
import { filterView } from "./filter-view.ts";
import { type FormContext, operatorsFor, translateOf } from "./form-context.ts";
import { findingsOf } from "./form-findings.ts";
import type { FieldFacts, FieldsModel, FilterModel, FormModel, SelectedRow } from "./form-model.ts";
import { availableFields, fieldNameOf, selectedFields } from "./reduce-fields.ts";
import { outlookOf, type SummaryContext, summaryRows, zoneOf } from "./summary.ts";
import type { Translate } from "./translate.ts";
import { isMapping, type Json } from "./yaml/json.ts";

/** What a form is read against. */
export interface FormSource {
  /** The project as it is with this text. */
  readonly loaded: LoadedProject;
  /** Of the text, within the project. */
  readonly path: string;
  /** UTC, ISO 8601. */
  readonly now: string;
  /** The fields alone that may be chosen: of an extract that is run narrowed. */
  readonly only?: readonly Json[];
  readonly translate?: Translate;
}

export type FormReading =
  | { readonly state: "ready"; readonly model: FormModel }
  | { readonly state: "unreadable"; readonly message: string };

/** The templates that actions and models look into. */
export function templatesOf(loaded: LoadedProject): ReadonlyMap<string, Template> {
  return new Map([...loaded.templates].map(([name, { value }]) => [name, value]));
}

/** What actions on a document are reduced against. */
export function contextOf(text: string, index: number, source: FormSource): FormContext {
  const document = readExtracts(text)?.find((each) => each.index === index);
  const { loaded, now, only, translate } = source;
  const resolved = document && resolvedOf(document, source);
  const project = loaded.project?.value;
  const timezone = zoneOf(document?.value ?? {}, { ...(project && { project }), ...(resolved && { resolved }) });
  return {
    templates: templatesOf(loaded),
    timezone,
    today: now.slice(0, 10),
    ...(only && { only }),
    ...(translate && { translate }),
  };
}

/** What the page shows of one extract of a text; the first one where the index names none. */
export function readForm(text: string, index: number, source: FormSource): FormReading {
  const t = source.translate ?? ((message: string) => message);
  const documents = readExtracts(text);
  if (documents === undefined) return { state: "unreadable", message: t("The YAML can't be read as it stands.") };
  const document = documents.find((each) => each.index === index) ?? documents[0];
  if (document === undefined) return { state: "unreadable", message: t("The file holds no extract.") };
  return { state: "ready", model: modelOf(text, document, documents, source) };
}

function modelOf(
  text: string,
  document: ExtractDocument,
  documents: readonly ExtractDocument[],
  source: FormSource,
): FormModel {
  const context = contextOf(text, document.index, source);
  const project = source.loaded.project?.value;
  const resolved = resolvedOf(document, source);
  const summary: SummaryContext = { ...context, ...(project && { project }), ...(resolved && { resolved }), now: source.now };
  const { value } = document;
  const name = String(value["template"] ?? "");
  const template = context.templates.get(name);
  const known = { name, known: template !== undefined, ...(template?.description && { description: template.description }) };
  const fields = fieldsModel(document, context, project);
  return {
    documents: documents.map((each) => ({ index: each.index, name: each.name })),
    index: document.index,
    name: document.name,
    template: known,
    product: String(value["product"] ?? ""),
    fields,
    filter: filterModel(value["filter"], name, context, fields.available),
    findings: findingsOf(text, document.index, ownDiagnostics(source)),
    summary: summaryRows(value, summary),
    outlook: outlookOf(value, summary),
    timezone: context.timezone,
    sound: resolved !== undefined,
  };
}

function ownDiagnostics({ loaded, path }: FormSource): readonly Diagnostic[] {
  return loaded.diagnostics.filter(({ file }) => file === path);
}

function resolvedOf(document: ExtractDocument, { loaded, path }: FormSource): ResolvedExtract | undefined {
  const found = loaded.extracts.get(document.name);
  return found?.file === path ? found : undefined;
}

function fieldsModel({ name, value }: ExtractDocument, context: FormContext, project: Project | undefined): FieldsModel {
  const t = translateOf(context);
  const templateName = String(value["template"] ?? "");
  const template = context.templates.get(templateName);
  const available = availableFields(value, context).flatMap((field) => {
    return template === undefined ? [] : [factsOf(template, field, name, context, project)];
  });
  const selected = selectedFields(value, context);
  if (selected === undefined) {
    return { selected: [], available, problem: t("The fields are written in a way that the form does not know.") };
  }
  return { selected: selected.map(rowOf), available };
}

function rowOf(item: Json): SelectedRow {
  if (!isMapping(item)) return { field: fieldNameOf(item) };
  const { as, mask } = item;
  return {
    field: fieldNameOf(item),
    ...(as !== undefined && { as: String(as) }),
    ...(mask !== undefined && { mask: String(mask) }),
  };
}

function factsOf(
  template: Template,
  name: string,
  extract: string,
  context: FormContext,
  project: Project | undefined,
): FieldFacts {
  const field = fieldOf(template, name);
  const pii = piiClassOf(template, name);
  const granted = project && grantFor(project, { extract, template: template.name, field: name }, context.today);
  const masked =
    pii === undefined || granted !== undefined || project === undefined ? undefined : maskOf(project, template, name);
  const operators = masked === undefined ? operatorsFor(context, template.name, name) : hiddenTests(template, name);
  return {
    name,
    type: logicalTypeOf(template, name, context.timezone)?.type ?? "string",
    ...(field?.description !== undefined && { description: field.description }),
    ...(field?.unit !== undefined && { unit: field.unit }),
    ...(pii !== undefined && { pii }),
    ...(masked !== undefined && { masked }),
    ...(field?.values !== undefined && { values: field.values.map(String) }),
    operators: field?.measure === undefined ? operators : [],
  };
}

/** What masked fields can be tested with: values would tell what the file hides. */
function hiddenTests(template: Template, name: string): readonly string[] {
  return hasStoredNulls(template, name) ? nullTests : [];
}

function filterModel(
  written: Json | undefined,
  template: string,
  context: FormContext,
  available: readonly FieldFacts[],
): FilterModel {
  if (written === undefined || written === null) return {};
  const root = readFilterTree(written);
  const t = translateOf(context);
  if (root === undefined) return { problem: t("The filter is written in a way that the form does not know.") };
  return { root: filterView(root, [], { template, context, facts: new Map(available.map((field) => [field.name, field])) }) };
}

/** Templates in the order of their names, for a choice: those of a product where it says which it offers. */
export function offeredTemplates(loaded: LoadedProject, product: string): readonly Template[] {
  const products = loaded.project?.value.products ?? {};
  const offered = Object.hasOwn(products, product) ? products[product]?.templates : undefined;
  const templates = templatesOf(loaded);
  const names = offered ?? [...templates.keys()].sort((one, other) => one.localeCompare(other, "en"));
  return names.flatMap((name) => templates.get(name) ?? []);
}

export function productsOf(loaded: LoadedProject): readonly { readonly id: string; readonly name: string }[] {
  const products = loaded.project?.value.products ?? {};
  return keysInOrder(products).map((id) => ({ id, name: products[id]?.name ?? id }));
}
