import type { Connections, Extract, Project, Schedule, Template } from "../../../schemas/generated/documents.ts";
import { checkChecksOfExtract } from "./check-checks.ts";
import { checkDaily } from "./check-daily.ts";
import { checkName } from "./check-name.ts";
import { checkOutput } from "./check-output.ts";
import { checkWindow } from "./check-window.ts";
import { defaults } from "./defaults.ts";
import { readFilter } from "./filter.ts";
import { checkOwner, findProduct, findTemplate } from "./find-parts.ts";
import type { DocumentFindings } from "./findings.ts";
import { grantFor, maskOf } from "./grants.ts";
import { piiClassOf } from "./pii.ts";
import type { ResolvedExtract, ResolvedOutput } from "./project-documents.ts";
import { keysInOrder, type PlainObject } from "./read-value.ts";
import { checkOperation, resolveOperation } from "./resolve-operation.ts";
import { resolveSchedule, type Shelf } from "./resolve-schedule.ts";
import { checkSharedPii } from "./rules.ts";
import { selectFields } from "./select-fields.ts";
import { shown } from "./shown-value.ts";
import { sayUndeclared } from "./undeclared.ts";

/** What extracts are resolved against: the sound documents of the project. */
export interface Surroundings {
  readonly project: Project;
  /** Products with errors of their own: their extracts are left out. */
  readonly unsoundProducts: ReadonlySet<string>;
  readonly connections: Connections | undefined;
  /** Whether the operator named the connections. */
  readonly trusted: boolean;
  readonly templates: Shelf<Template>;
  readonly schedules: Shelf<Schedule>;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

/** An extract with its references followed, its rules checked and its defaults filled in; undefined when it has an error. */
export function resolveExtract(
  findings: DocumentFindings,
  extract: Extract,
  around: Surroundings,
): ResolvedExtract | undefined {
  const { project } = around;
  checkName(findings, extract.name);
  checkOwner(findings, extract.owner, around);
  const product = findProduct(findings, extract.product, around);
  const wanted = { name: extract.template, product: extract.product, path: ["template"] };
  const template = findTemplate(findings, wanted, around);
  const timezone = checkTimes(findings, extract, project);
  const schedule =
    extract.schedule === undefined
      ? undefined
      : resolveSchedule(findings, extract.schedule, around.schedules, { project, template });
  if (extract.output !== undefined) checkOutput(findings, extract.output);
  checkOperation(findings, extract, around);
  checkDaily(findings, extract, schedule);
  const output = fillInOutput(extract, project);
  checkDestination(findings, output, extract, around);
  if (template === undefined) return undefined;

  const clear = (field: string) => {
    return grantFor(project, { extract: extract.name, template: template.name, field }, around.today) !== undefined;
  };
  const maskInForce = (field: string) => (clear(field) ? undefined : maskOf(project, template, field));
  const fields = selectFields({ findings, template, maskInForce }, extract.fields);
  const refusal = (field: string) => {
    const pii = piiClassOf(template, field);
    if (pii === undefined || clear(field)) return undefined;
    return `${shown(field)} holds personal data (${pii}), and no grant in datafeed.yaml lets this extract compare it.`;
  };
  const filter = extract.filter && readFilter({ findings, template, refusal }, extract.filter as PlainObject, ["filter"]);
  checkVersions(findings, extract, template);
  const selected = new Set(fields.map(({ field }) => field));
  checkChecksOfExtract({ findings, template, isClear: clear, selected }, extract.checks);
  const shared = extract.shared ?? defaults.shared;
  checkSharedPii(findings, { project, name: extract.name, template, fields, shared }, around.today);
  if (findings.failed || product === undefined) return undefined;

  return Object.freeze({
    name: extract.name,
    ...(extract.id !== undefined && { id: extract.id }),
    ...(extract.description !== undefined && { description: extract.description }),
    file: findings.places.file,
    product: { id: extract.product, name: product.name, warehouse: product.warehouse },
    owner: extract.owner,
    shared,
    ...(extract.breaking === true && { breaking: extract.breaking }),
    template,
    templateFields: keysInOrder(template.fields),
    fields,
    ...(filter !== undefined && { filter }),
    ...(extract.dedupe === "latest" && { dedupe: extract.dedupe }),
    ...(extract.checks !== undefined && { checks: extract.checks }),
    ...(extract.export !== undefined && { export: extract.export }),
    ...(extract.window !== undefined && { window: { start: extract.window.start, end: extract.window.end } }),
    ...(schedule !== undefined && { schedule }),
    timezone: schedule?.timezone ?? timezone,
    output,
    operation: resolveOperation(extract, project),
    project,
  });
}

/** Which rows are versions of one thing is the template's to say. */
function checkVersions(findings: DocumentFindings, { dedupe }: Extract, template: Template): void {
  if (dedupe !== "latest" || template.dedupe !== undefined) return;
  const message = `The template ${shown(template.name)} does not say which rows are versions of one thing, so none of them is the latest.`;
  findings.error("dedupe-unsupported", ["dedupe"], message, "Add `dedupe: { by: […], latest: […] }` to the template.");
}

/** Checks window and schedule side by side; the zone in which the extract's times are read. */
function checkTimes(findings: DocumentFindings, extract: Extract, project: Project): string {
  const timezone = extract.window?.timezone ?? project.defaults?.timezone ?? defaults.timezone;
  if (extract.window !== undefined) checkWindow(findings, extract.window, timezone);
  if (extract.window !== undefined && extract.schedule !== undefined) {
    const message = "An extract has a `window` (it runs once) or a `schedule` (it runs again and again), not both.";
    findings.errorAtKey("window-and-schedule", ["schedule"], message);
  }
  return timezone;
}

function checkDestination(findings: DocumentFindings, output: ResolvedOutput, extract: Extract, around: Surroundings): void {
  const known = around.connections?.destinations;
  if (known === undefined || Object.hasOwn(known, output.to)) return;
  // A default that leads nowhere is said once, in datafeed.yaml.
  if (extract.output?.to === undefined && around.project.defaults?.to !== undefined) return;
  const undeclared = { code: "destination-undeclared", what: "destination", name: output.to } as const;
  sayUndeclared(findings, ["output", "to"], { ...undeclared, known: Object.keys(known), trusted: around.trusted });
}

function fillInOutput({ output = {}, export: exported }: Extract, project: Project): ResolvedOutput {
  const format = output.format ?? defaults.format;
  return {
    format,
    compress: output.compress ?? (exported === undefined ? defaults.compress[format] : "none"),
    to: output.to ?? project.defaults?.to ?? defaults.to,
    ...(output.path !== undefined && { path: output.path }),
    order: output.order ?? defaults.order,
    empty: output.empty ?? defaults.empty,
    reconcile: output.reconcile ?? defaults.reconcile,
    delimiter: output.delimiter ?? defaults.delimiter,
    header: output.header ?? defaults.header,
    bom: output.bom ?? defaults.bom,
    formulas: output.formulas ?? defaults.formulas,
    pretty: output.pretty ?? defaults.pretty,
    ...(output.split !== undefined && { split: output.split }),
  };
}
