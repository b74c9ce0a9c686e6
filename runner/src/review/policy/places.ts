import type { Range } from "../../errors/diagnostic.ts";
import type { Path } from "../../load/document-places.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import { projectFile } from "../../project/document-files.ts";
import type { DocumentChange, Exposure, PlanFinding } from "../plan-report.ts";
import type { ProjectState } from "../project-state.ts";

/** Where a finding is shown. */
export type FoundAt = Pick<PlanFinding, "file" | "range">;

/** A value of the head's datafeed.yaml. */
export function inProject({ loaded }: ProjectState, path: Path): FoundAt {
  if (loaded.project === undefined) return { file: projectFile };
  // Grants with errors are left out of the project, so that those behind them are counted otherwise.
  const counted = loaded.diagnostics.some(({ file, severity }) => file === projectFile && severity === "error");
  const exact = path[0] === "grants" && counted ? path.slice(0, 1) : path;
  return { file: loaded.project.file, range: loaded.project.rangeOf(...exact) };
}

/** A value of an extract or a feed of the head; without its text the file alone. */
export function inExtract({ loaded }: ProjectState, { kind, name, file }: DocumentChange, path: Path): FoundAt {
  const written = kind === "Feed" ? loaded.feedSources?.get(name)?.feed : loaded.sources?.get(name)?.extract;
  if (written === undefined) return { file };
  const { places } = written.findings;
  // Without a list of fields they are the template's.
  const isTemplates = path[0] === "fields" && written.kind === "Extract" && written.value.fields === undefined;
  const range: Range = places.rangeOf(isTemplates ? ["template"] : path);
  places.release();
  return { file, range };
}

/** A field of a template of the head. */
export function inTemplate({ loaded }: ProjectState, name: string, path: Path): FoundAt | undefined {
  const template = loaded.templates.get(name);
  return template && { file: template.file, range: template.rangeOf(...path) };
}

/** What its author would change: a field, an owner, the grant that the change brings along. */
export function ofExposure(head: ProjectState, document: DocumentChange, exposure: Exposure): FoundAt {
  if (exposure.event !== undefined) return ofEventExposure(head, document, exposure, exposure.event);
  const extract = head.loaded.extracts.get(document.name);
  const at = (...path: Path): FoundAt => inExtract(head, document, path);
  switch (exposure.how) {
    case "shared":
      return at("shared");
    case "more-rows":
      return at(...moreRowsAt(extract));
    case "owner":
      return at("owner");
    case "destination":
      return exposure.byOwnPolicy ? inProject(head, ["defaults", "to"]) : at("output", "to");
    case "warehouse":
      if (!exposure.byOwnPolicy || extract === undefined) return at("product");
      return inProject(head, ["products", extract.product.id, "warehouse"]);
  }
  const grant = ownGrant(extract, exposure);
  if (grant !== undefined) return inProject(head, grant);
  const selected = extract?.fields.findIndex(({ field }) => field === exposure.field) ?? -1;
  const inOwn = at("fields", Math.max(0, selected));
  if (exposure.how !== "class-removed" || extract === undefined) return inOwn;
  return inTemplate(head, extract.template.name, ["fields", exposure.field]) ?? inOwn;
}

/** The grant by which the change itself exposes it. */
function ownGrant(extract: ResolvedExtract | undefined, { byOwnPolicy, field }: Exposure): Path | undefined {
  const grant = (extract?.project.grants ?? []).findIndex(({ template, fields }) => {
    return template === extract?.template.name && fields.includes(field);
  });
  return byOwnPolicy && grant >= 0 ? ["grants", grant] : undefined;
}

/** A feed carries what its template has: its author would change the template's field, the filter, the topic. */
function ofEventExposure(head: ProjectState, document: DocumentChange, exposure: Exposure, type: string): FoundAt {
  const at = (...path: Path): FoundAt => inExtract(head, document, path);
  const event = head.loaded.feeds.get(document.name)?.events.find((each) => each.type === type);
  if (exposure.how === "destination") return at("to");
  if (exposure.how === "warehouse") return at("product");
  if (exposure.how === "more-rows") return at("events", type, "when");
  const grant = ownGrant(event?.extract, exposure);
  if (grant !== undefined) return inProject(head, grant);
  const inField = event && inTemplate(head, event.extract.template.name, ["fields", exposure.field]);
  return exposure.how === "class-removed" && inField !== undefined ? inField : at("events", type, "template");
}

function moreRowsAt(extract: ResolvedExtract | undefined): Path {
  if (extract?.filter !== undefined) return ["filter"];
  if (extract?.window !== undefined) return ["window"];
  return extract?.schedule === undefined ? ["fields"] : ["schedule"];
}
