import { checkOwner, findProduct, findTemplate } from "./find-parts.ts";
import type { DocumentFindings } from "./findings.ts";
import type { FeedSurroundings } from "./resolve-feed.ts";

/**
 * Whom and what a document names that its schema refuses, as far as the schema has nothing to say of that: who mends it should
 * not learn of the one mistake after the other.
 */
export function checkNamesIn(findings: DocumentFindings, document: object, around: FeedSurroundings): void {
  const text = (key: "owner" | "product" | "template"): string | undefined => {
    const value = (document as Readonly<Record<typeof key, unknown>>)[key];
    return typeof value === "string" && !findings.hasErrorAt(key) ? value : undefined;
  };
  const [owner, product, template] = [text("owner"), text("product"), text("template")];
  if (owner !== undefined) checkOwner(findings, owner, around);
  if (product !== undefined) findProduct(findings, product, around);
  if (template !== undefined) findTemplate(findings, { name: template, product: product ?? "", path: ["template"] }, around);
}
