import type { Grant } from "../../../../schemas/generated/documents.ts";
import { shown } from "../../load/shown-value.ts";
import { originKey } from "../lineage/origin.ts";
import type { ExposedValue } from "./exposed-values.ts";
import { seen } from "./sight.ts";

/** Why a value is exposed, in one sentence. */
export function whyExposed(exposed: ExposedValue): string {
  const { value, personal, pii, how } = exposed;
  const column = shown(value.column + value.way);
  const what = personal.length === 0 ? shown(value.field) : personal.map((origin) => shown(originKey(origin))).join(", ");
  const shows = value.compared ? `rows are chosen or ordered by ${shown(value.field)}` : `${column} shows ${seen(value.sight)}`;
  switch (how) {
    case "unknown-origin":
      return `nobody can say what ${column} reads (${value.unknown ?? "unknown"}); ${shows}`;
    case "class-removed":
      if (personal.length === 0) return `${shown(value.field)} was ${pii} and reads something else now; ${shows}`;
      return `the template no longer says that ${shown(value.field)} is ${pii}: it reads ${what}; ${shows}`;
    case "second-alias":
      if (value.grant !== undefined) return `${shows}: another name for ${what} (${pii}), ${byGrant(value.grant)}`;
      return `${shows}: another name for ${what}, which is ${pii} elsewhere and has no such class here`;
    case "mask-removed":
      return `the mask of ${shown(value.field)} is gone; ${shows}${value.grant === undefined ? "" : `, ${byGrant(value.grant)}`}`;
    case "mask-weakened":
      return `the mask of ${shown(value.field)} is ${value.mask ?? "none"}${maskBefore(exposed)}; ${shows}`;
    case "grant-added":
      return `${shows}, ${value.grant === undefined ? "by a grant" : byGrant(value.grant)}${grantBefore(exposed)}`;
    case "shared":
    case "owner":
    case "destination":
    case "warehouse":
      return `${exposed.readers?.because ?? "it has new readers"}; ${shows}`;
    case "more-rows":
      return `there may be more rows: ${(exposed.more ?? []).join(", ")}; ${shows}`;
    case "new-column":
      if (exposed.guessed) return `${shows}: nobody has said what ${what} holds, and columns of that name are ${pii} elsewhere`;
      return `${shows} of ${what} (${pii})${value.grant === undefined ? "" : `, ${byGrant(value.grant)}`}`;
  }
}

function byGrant({ approvedBy, until }: Grant): string {
  return `by a grant that ${shown(approvedBy)} approved until ${until}`;
}

function maskBefore({ before }: ExposedValue): string {
  return before?.mask === undefined ? "" : `, and was ${before.mask}`;
}

function grantBefore({ endedBefore }: ExposedValue): string {
  return endedBefore === undefined ? "" : ` in place of ${endedBefore.until}`;
}
