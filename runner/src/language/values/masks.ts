import { stricter } from "../../load/grants.ts";
import type { Mask } from "../../load/project-documents.ts";
import { isGranted, type Known, templateOf } from "../known.ts";
import { type Asked, isPath, type Suggestion } from "../suggestion.ts";
import { asRecord, type FieldView, templateView } from "../template-view.ts";

const masks: readonly Mask[] = ["full", "last4", "redact"];

/** The masks that fit a field's type and have an effect beside the project's. */
export function maskValues({ known, place, path }: Asked): readonly Suggestion[] | undefined {
  if (!isPath(path, "fields.*.mask")) return undefined;
  const { around, kind } = place;
  if (kind === "Template") {
    const field = templateView(around.value([]))?.field(String(path[1]));
    return suggest(field, policyFor(known, field), (mask, policy) => stricter(mask, policy) === mask);
  }
  if (kind !== "Extract") return undefined;
  const template = templateOf(known, around);
  const field = template?.field(around.text([...path.slice(0, -1), "field"]) ?? "");
  const isClear = field !== undefined && isGranted(known, around.text(["name"]), template?.name ?? "", field.name);
  return suggest(field, isClear ? undefined : policyFor(known, field), (mask, policy) => mask === "full" || mask === policy);
}

function suggest(
  field: FieldView | undefined,
  policy: Mask | undefined,
  fits: (mask: Mask, policy: Mask) => boolean,
): readonly Suggestion[] | undefined {
  // `last4` and `redact` work on text alone.
  if (field !== undefined && field.type !== "string") {
    return [{ kind: "value", value: "full", detail: `the mask for type ${field.type}` }];
  }
  if (policy === undefined) return undefined;
  const found = masks.filter((mask) => fits(mask, policy));
  return found.map((value) => ({ kind: "value", value, detail: value === policy ? "the project's" : undefined }));
}

/** The project's mask for what a field holds; `full` for a class that it does not name. */
function policyFor(known: Known, field: FieldView | undefined): Mask | undefined {
  if (field?.pii === undefined) return undefined;
  const said = asRecord(known.project["masking"])[field.pii];
  return masks.find((mask) => mask === said) ?? "full";
}
