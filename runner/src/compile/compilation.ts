import type { TemplateField } from "../../../schemas/generated/documents.ts";
import { fieldOf } from "../load/field-types.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import type { Window } from "../schedule/window.ts";
import type { SqlDialect } from "./dialects/dialect.ts";
import type { ParameterList } from "./parameters.ts";

/** What the parts of one statement share. */
export interface Compilation {
  readonly extract: ResolvedExtract;
  readonly window: Window;
  /** YYYY-MM-DD, UTC: on which day grants must hold. */
  readonly today: string;
  readonly dialect: SqlDialect;
  readonly parameters: ParameterList;
}

/** A field of the template, which load has checked to exist. */
export function templateField(
  { extract }: { readonly extract: Pick<ResolvedExtract, "template"> },
  name: string,
): TemplateField {
  const field = fieldOf(extract.template, name);
  if (field === undefined) throw new TypeError(`The template ${extract.template.name} has no field ${JSON.stringify(name)}.`);
  return field;
}
