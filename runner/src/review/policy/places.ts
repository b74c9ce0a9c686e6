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

/** A value of an extract of the head; without its text the file alone. */
export function inExtract({ loaded }: ProjectState, { name, file }: DocumentChange, path: Path): FoundAt {
  const written = loaded.sources?.get(name)?.extract;
  if (written === undefined) return { file };
  const { places } = written.findings;
  // Without a list of fields they are the template's.
  const range: Range = places.rangeOf(path[0] === "fields" && written.value.fields === undefined ? ["template"] : path);
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
  const grants = extract?.project.grants ?? [];
  const grant = grants.findIndex(({ template, fields }) => {
    return template === extract?.template.name && fields.includes(exposure.field);
  });
  if (exposure.byOwnPolicy && grant >= 0) return inProject(head, ["grants", grant]);
  const selected = extract?.fields.findIndex(({ field }) => field === exposure.field) ?? -1;
  const inOwn = at("fields", Math.max(0, selected));
  if (exposure.how !== "class-removed" || extract === undefined) return inOwn;
  return inTemplate(head, extract.template.name, ["fields", exposure.field]) ?? inOwn;
}

function moreRowsAt(extract: ResolvedExtract | undefined): Path {
  if (extract?.filter !== undefined) return ["filter"];
  if (extract?.window !== undefined) return ["window"];
  return extract?.schedule === undefined ? ["fields"] : ["schedule"];
}
