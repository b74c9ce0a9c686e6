import { defaults } from "../../runner/src/load/defaults.ts";
import type { Filter, Project, ResolvedExtract, SelectedField, Template } from "../../runner/src/load/project-documents.ts";
import { keysInOrder } from "../../runner/src/load/read-value.ts";
import { shownFields } from "../../runner/src/load/select-fields.ts";

/** What a case says of its extract; everything else has its default. */
export interface ExtractOfCase {
  readonly template: Template;
  readonly project?: Partial<Project>;
  /** Field names, or fields with a new name or a mask. Without it: all. */
  readonly fields?: readonly (
    | string
    | { readonly field: string; readonly as?: string; readonly mask?: SelectedField["mask"] }
  )[];
  readonly filter?: Filter;
  readonly dedupe?: ResolvedExtract["dedupe"];
  readonly checks?: ResolvedExtract["checks"];
  readonly timezone?: string;
  readonly output?: Partial<ResolvedExtract["output"]>;
  readonly name?: string;
}

/** A resolved extract, as load would make it. */
export function resolvedExtract(given: ExtractOfCase): ResolvedExtract {
  const templateFields = keysInOrder(given.template.fields);
  const fields = (given.fields ?? shownFields(given.template)).map((entry) => {
    const { field, as, mask } = typeof entry === "string" ? { field: entry } : entry;
    return { field, as: as ?? field, ...(mask !== undefined && { mask }) };
  });
  const { compress, order, empty, reconcile, delimiter, header, bom, formulas, pretty, format, to } = defaults;
  const project: Project = {
    kind: "Project",
    version: 1,
    organization: "Acme",
    users: { amy: { role: "developer" } },
    products: { "ixhello-employee": { name: "IXHello - Employee", warehouse: "sample" } },
    ...given.project,
  };
  return {
    name: given.name ?? "case",
    file: "extracts/case.extract.yaml",
    product: { id: "ixhello-employee", name: "IXHello - Employee", warehouse: "sample" },
    owner: "amy",
    shared: false,
    template: given.template,
    templateFields,
    fields,
    ...(given.filter !== undefined && { filter: given.filter }),
    ...(given.dedupe !== undefined && { dedupe: given.dedupe }),
    ...(given.checks !== undefined && { checks: given.checks }),
    timezone: given.timezone ?? "America/Chicago",
    output: {
      compress: compress.csv,
      order,
      empty,
      reconcile,
      delimiter,
      header,
      bom,
      formulas,
      pretty,
      format,
      to,
      ...given.output,
    },
    operation: { enabled: true, retries: { max: 3, backoffMs: 60_000 }, notify: [], lateAfterMs: 3_600_000 },
    project,
  };
}
