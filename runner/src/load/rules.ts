import type { Project, Rules } from "../../../schemas/generated/documents.ts";
import { defaults, type RuleName, type RuleSeverity } from "./defaults.ts";
import type { DocumentFindings } from "./findings.ts";
import { grantFor } from "./grants.ts";
import { piiClassOf } from "./pii.ts";
import type { SelectedField, Template } from "./project-documents.ts";
import { shown } from "./shown-value.ts";

/** The rules of a project, nothing left unsaid; `grantDays` has no default. */
export type RulesInForce = Readonly<Record<RuleName, RuleSeverity>> & Pick<Rules, "grantDays">;

/** The rules that a project's documents and changes are judged by; without a project the defaults. */
export function rulesOf(project: Project | undefined): RulesInForce {
  return { ...defaults.rules, ...project?.rules };
}

/** What is looked at: an extract as far as it was read. */
export interface ReadableIn {
  readonly project: Project;
  readonly name: string;
  readonly template: Template;
  readonly fields: readonly SelectedField[];
}

/**
 * The selected fields with personal data that are readable: a grant holds, and the author does not mask them.
 *
 * @param today YYYY-MM-DD, UTC.
 */
export function readableFields({ project, name, template, fields }: ReadableIn, today: string): readonly SelectedField[] {
  return fields.filter(({ field, mask }) => {
    if (mask !== undefined || piiClassOf(template, field) === undefined) return false;
    return grantFor(project, { extract: name, template: template.name, field }, today) !== undefined;
  });
}

/**
 * The rule `sharedPii`: what everybody in the organisation may read holds no readable personal data.
 *
 * @param extract Or an event of a feed, by its type.
 */
export function checkSharedPii(
  findings: DocumentFindings,
  extract: ReadableIn & { readonly shared: boolean; readonly event?: string },
  today: string,
): void {
  const severity = rulesOf(extract.project).sharedPii;
  if (!extract.shared || severity === "ignore") return;
  const readable = readableFields(extract, today);
  if (readable.length === 0) return;
  const names = readable.map(({ as }) => shown(as)).join(", ");
  const what = extract.event === undefined ? "extract" : "feed";
  const where = extract.event === undefined ? "it" : `its event ${shown(extract.event)}`;
  const message = `The ${what} is shared, and everybody in ${extract.project.organization} can read personal data in ${where}: ${names}.`;
  const hint =
    extract.event === undefined
      ? "Mask the columns, leave them out, or set `shared: false`."
      : "Take them out of the template or the grant, or set `shared: false`.";
  if (severity === "error") findings.error("shared-pii", ["shared"], message, hint);
  else findings.warning("shared-pii", ["shared"], message, hint);
}
