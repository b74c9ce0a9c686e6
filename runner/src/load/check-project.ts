import type { Connections, Grant, Project, Template } from "../../../schemas/generated/documents.ts";
import { checkZone } from "./check-schedule.ts";
import { isDate } from "./date-time.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import { fieldOf } from "./field-types.ts";
import type { DocumentFindings } from "./findings.ts";
import { isExpired } from "./grants.ts";
import { keysInOrder } from "./read-value.ts";
import type { Shelf } from "./resolve-schedule.ts";
import { shown } from "./shown-value.ts";
import { sayUndeclared } from "./undeclared.ts";

/** What datafeed.yaml is checked against. */
export interface ProjectContext {
  readonly findings: DocumentFindings;
  readonly connections: Connections | undefined;
  /** Whether the operator named the connections. */
  readonly trusted: boolean;
  readonly templates: Shelf<Template>;
  /** Names of all extracts and feeds, sound or not. */
  readonly readers: ReadonlySet<string>;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

/** A project of which only the sound parts count. */
export interface CheckedProject {
  /** Without the grants that have errors: what they would show stays masked. Expired ones are kept; they don't count. */
  readonly project: Project;
  readonly unsoundProducts: ReadonlySet<string>;
  /** Whether the defaults are sound; without them no extract means what its author thinks. */
  readonly usable: boolean;
}

/** What the schema can't say of datafeed.yaml. An error in a product or a grant concerns that one alone. */
export function checkProject(context: ProjectContext, project: Project): CheckedProject {
  const { findings } = context;
  checkDefaults(context, project);
  const usable = !findings.failed;
  const unsoundProducts = new Set(Object.keys(project.products).filter((id) => !isSoundProduct(context, project, id)));
  if (project.grants === undefined) return { project, unsoundProducts, usable };
  const grants = project.grants.filter((grant, index) => isSoundGrant(context, project, grant, ["grants", index]));
  return { project: Object.freeze({ ...project, grants }), unsoundProducts, usable };
}

function checkDefaults({ findings, connections, trusted }: ProjectContext, project: Project): void {
  const timezone = project.defaults?.timezone;
  if (timezone !== undefined) checkZone(findings, timezone, ["defaults", "timezone"]);
  const to = project.defaults?.to;
  if (to === undefined || connections === undefined || Object.hasOwn(connections.destinations, to)) return;
  const known = Object.keys(connections.destinations);
  sayUndeclared(findings, ["defaults", "to"], {
    code: "destination-undeclared",
    what: "destination",
    name: to,
    known,
    trusted,
  });
}

function isSoundProduct({ findings, connections, trusted, templates }: ProjectContext, project: Project, id: string): boolean {
  const product = project.products[id];
  if (product === undefined) return false;
  product.templates?.forEach((name, index) => {
    if (templates.sound.has(name) || templates.unsound.has(name)) return;
    const hint = didYouMean(name, templates.sound.keys());
    findings.error("template-unknown", ["products", id, "templates", index], `There is no template ${shown(name)}.`, hint);
  });
  if (connections === undefined || Object.hasOwn(connections.warehouses, product.warehouse)) return true;
  const known = Object.keys(connections.warehouses);
  const undeclared = { code: "warehouse-undeclared", what: "warehouse", name: product.warehouse, known, trusted } as const;
  return !sayUndeclared(findings, ["products", id, "warehouse"], undeclared);
}

function isSoundGrant(context: ProjectContext, project: Project, grant: Grant, path: Path): boolean {
  const { findings, templates, today } = context;
  let sound = true;
  const fail = (code: string, place: Path, message: string, hint?: string) => {
    sound = false;
    findings.error(code, place, message, hint);
  };
  if (!Object.hasOwn(project.users, grant.approvedBy)) {
    const hint = didYouMean(grant.approvedBy, Object.keys(project.users));
    fail("user-unknown", [...path, "approvedBy"], `There is no user ${shown(grant.approvedBy)} in datafeed.yaml.`, hint);
  }
  const template = templates.sound.get(grant.template)?.value;
  if (template === undefined && !templates.unsound.has(grant.template)) {
    const hint = didYouMean(grant.template, templates.sound.keys());
    fail("template-unknown", [...path, "template"], `There is no template ${shown(grant.template)}.`, hint);
  }
  grant.fields.forEach((name, index) => {
    if (template === undefined || fieldOf(template, name) !== undefined) return;
    const hint = didYouMean(name, keysInOrder(template.fields));
    fail(
      "field-unknown",
      [...path, "fields", index],
      `The template ${shown(grant.template)} has no field ${shown(name)}.`,
      hint,
    );
  });
  grant.extracts?.forEach((name, index) => {
    if (context.readers.has(name)) return;
    fail(
      "grant-extract-unknown",
      [...path, "extracts", index],
      `There is no extract or feed ${shown(name)}.`,
      didYouMean(name, context.readers),
    );
  });
  if (!isDate(grant.until)) {
    fail("date-time-invalid", [...path, "until"], `${shown(grant.until)} is not a day that exists; expected YYYY-MM-DD.`);
  } else if (isExpired(grant, today)) {
    const message = `The grant ended on ${grant.until}; its fields are masked again.`;
    findings.warning("grant-expired", [...path, "until"], message, "Remove it, or have it approved again.");
  }
  return sound;
}
