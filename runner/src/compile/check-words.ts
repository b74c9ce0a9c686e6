import type { DataCheck } from "../load/data-checks.ts";
import { piiClassOf } from "../load/pii.ts";
import { shown, shownChoice } from "../load/shown-value.ts";
import { freshFrom } from "./check-conditions.ts";
import type { Compilation } from "./compilation.ts";

/** So many accepted values are named. */
const mostValues = 5;

/** What a check finds, after a number of rows: `3 rows without a value of Channel`. */
export function checkFinding(compilation: Compilation, check: DataCheck): string {
  switch (check.kind) {
    case "notNull":
      return `without a value of ${shown(check.field)}`;
    case "unique":
      return `with the same ${check.fields.map(shown).join(", ")} as another`;
    case "accepted":
      return `with another ${shown(check.field)} than ${accepted(compilation, check)}`;
    case "rows":
      return `where ${range(check)} expected`;
    case "fresh":
      return `with ${shown(check.field)} from ${freshFrom(compilation, check)} on`;
    case "sql":
      return "in the answer to its SQL";
  }
}

/** What is compared with personal data is not shown. */
function accepted({ extract }: Compilation, { field, values }: DataCheck & { kind: "accepted" }): string {
  if (piiClassOf(extract.template, field) !== undefined || values.length > mostValues) return "those that are accepted";
  return shownChoice(values);
}

function range({ min, max }: DataCheck & { kind: "rows" }): string {
  if (max === undefined) return `at least ${min ?? 0} are`;
  if (min === undefined) return `at most ${max} are`;
  return min === max ? `${min} ${min === 1 ? "is" : "are"}` : `${min} to ${max} are`;
}
