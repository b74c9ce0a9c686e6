import type { Grant, PiiClass } from "../../../schemas/generated/documents.ts";
import { defaults } from "../load/defaults.ts";
import { itemsOf, shapeOf } from "../load/field-types.ts";
import { classMask, covers, grantFor, isExpired, maskOf, stricter } from "../load/grants.ts";
import { itemClassOf, piiClassOf } from "../load/pii.ts";
import type { Mask, ResolvedExtract } from "../load/project-documents.ts";
import type { Shape } from "../load/types.ts";
import { templateField } from "./compilation.ts";

/** What protection depends on: the extract, and the day on which grants must hold. */
export interface Reading {
  readonly extract: Pick<ResolvedExtract, "name" | "template" | "project">;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

/** How a column is read: its class of personal data, the mask on it, or the grant which lets it be read in the clear. */
export interface Protection {
  readonly pii?: PiiClass;
  readonly mask?: Mask;
  readonly grant?: Grant;
}

/**
 * The protection of a selected field. Without a grant in force the policy's mask applies, or the author's where that shows
 * less: whoever edits an extract can hide more, never show more (DESIGN 3). With a grant, or without personal data, the author's
 * own mask still applies.
 */
export function protectionOf(compilation: Reading, field: string, asked: Mask | undefined): Protection {
  const { template } = compilation.extract;
  const pii = piiClassOf(template, field);
  if (pii === undefined) return asked === undefined ? {} : { mask: asked };
  const grant = grantOf(compilation, field);
  if (grant !== undefined) return asked === undefined ? { pii, grant } : { pii, mask: asked };
  if (isStructured(compilation, field) && asked === undefined && ownClass(compilation, field) === undefined) {
    // Masked inside, item by item; the record shows the strictest.
    const masks = itemsOf(templateField(compilation, field)).flatMap(
      (placed) => nestedItemMask(compilation, field, itemClassOf(template, placed)) ?? [],
    );
    return { pii, mask: masks.reduce(stricter, "last4") };
  }
  return { pii, mask: stricter(maskOf(compilation.extract.project, template, field) ?? defaults.mask, asked ?? "last4") };
}

/** Whether the whole value is masked; a nested field whose items alone hold personal data is masked inside. */
export function isMaskedWhole(compilation: Reading, field: string, asked: Mask | undefined, protection: Protection): boolean {
  if (protection.mask === undefined) return false;
  return !isStructured(compilation, field) || asked !== undefined || ownClass(compilation, field) !== undefined;
}

/** The mask of an item of a nested field; undefined for one that is read in the clear. */
export function nestedItemMask(compilation: Reading, field: string, pii: PiiClass | undefined): Mask | undefined {
  if (pii === undefined || pii === "none" || grantOf(compilation, field) !== undefined) return undefined;
  return classMask(compilation.extract.project, pii);
}

/** The shape of a structured field, as the masks on its items leave it. */
export function maskedShape(compilation: Reading, field: string): Shape {
  const { template } = compilation.extract;
  return shapeOf(
    templateField(compilation, field),
    (placed) => nestedItemMask(compilation, field, itemClassOf(template, placed)) !== undefined,
  );
}

/** The grant in force that lets the extract read a field in the clear. */
export function grantOf({ extract, today }: Reading, field: string): Grant | undefined {
  return grantFor(extract.project, { extract: extract.name, template: extract.template.name, field }, today);
}

/** The grant that let the extract read a field in the clear, and has ended: of several the one that ended last. */
export function endedGrantOf({ extract, today }: Reading, field: string): Grant | undefined {
  const wanted = { extract: extract.name, template: extract.template.name, field };
  const ended = (extract.project.grants ?? []).filter((grant) => isExpired(grant, today) && covers(grant, wanted));
  return ended.sort((one, other) => (one.until < other.until ? 1 : -1))[0];
}

/** Whether a field is JSON that the template builds of other values. */
export function isStructured(compilation: Reading, field: string): boolean {
  const { nested, object } = templateField(compilation, field);
  return nested !== undefined || object !== undefined;
}

function ownClass(compilation: Reading, field: string): PiiClass | undefined {
  const { pii } = templateField(compilation, field);
  return pii === "none" ? undefined : pii;
}
