import type { Template } from "../../../schemas/generated/documents.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import type { DocumentFindings } from "./findings.ts";
import type { Surroundings } from "./resolve-extract.ts";
import { shown } from "./shown-value.ts";

/** The person who answers for an extract or a feed is a user of the project. */
export function checkOwner(findings: DocumentFindings, owner: string, { project }: Pick<Surroundings, "project">): void {
  if (Object.hasOwn(project.users, owner)) return;
  const message = `There is no user ${shown(owner)} in datafeed.yaml.`;
  findings.error("owner-unknown", ["owner"], message, didYouMean(owner, Object.keys(project.users)));
}

/** The product of an extract or a feed, which has no errors of its own. */
export function findProduct(
  findings: DocumentFindings,
  id: string,
  { project, unsoundProducts }: Pick<Surroundings, "project" | "unsoundProducts">,
) {
  const product = Object.hasOwn(project.products, id) ? project.products[id] : undefined;
  if (product === undefined) {
    const byName = Object.entries(project.products).find(([, other]) => other.name.toLowerCase() === id.toLowerCase());
    const hint = didYouMean(byName?.[0] ?? id, Object.keys(project.products));
    findings.error("product-unknown", ["product"], `There is no product ${shown(id)} in datafeed.yaml.`, hint);
  } else if (unsoundProducts.has(id)) {
    findings.error("product-unsound", ["product"], `The product ${shown(id)} has errors in datafeed.yaml.`);
  }
  return product;
}

/** The template of an extract or an event, which the product offers. */
export function findTemplate(
  findings: DocumentFindings,
  { name, product, path }: { readonly name: string; readonly product: string; readonly path: Path },
  { project, templates }: Pick<Surroundings, "project" | "templates">,
): Template | undefined {
  const offered = Object.hasOwn(project.products, product) ? project.products[product]?.templates : undefined;
  const found = templates.sound.get(name);
  if (found === undefined && templates.unsound.has(name)) {
    findings.error("template-unsound", path, `The template ${shown(name)} has errors.`);
  } else if (found === undefined) {
    const hint = didYouMean(name, offered ?? templates.sound.keys());
    findings.error("template-unknown", path, `There is no template ${shown(name)}.`, hint);
  } else if (offered !== undefined && !offered.includes(name)) {
    const message = `The product ${shown(product)} does not offer the template ${shown(name)}.`;
    findings.error("template-not-offered", path, message, `It offers ${offered.map(shown).join(", ")}.`);
  }
  return found?.value;
}
