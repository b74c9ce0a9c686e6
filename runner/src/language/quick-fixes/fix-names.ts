import { nearest } from "../../load/did-you-mean.ts";
import { zoneNames } from "../../load/zones.ts";
import { templateOf, templatesOffered } from "../known.ts";
import { type Mention, mentionAt, type NamedThing } from "../mention.ts";
import { asRecord, entriesOf } from "../template-view.ts";
import { change, textsBeside, wordOfSpot } from "./make-fix.ts";
import type { Finding, Fixer, QuickFix } from "./quick-fix.ts";

/** So few names are all offered where none is near: of things that bring no other rules along. */
const fewNames = 5;
const chosenFromFew: ReadonlySet<NamedThing> = new Set([
  "user",
  "schedule",
  "warehouse",
  "destination",
  "broker",
  "event",
  "notifier",
  "template",
]);

/** A name that nothing has: the nearest that there is, or all where they are few. */
export const fixName: Fixer = (finding) => {
  const word = wordOfSpot(finding.spot);
  const mention = word && mentionAt(finding.kind, word, finding.around);
  if (word === undefined || mention === undefined) return [];
  const beside = new Set(textsBeside(finding.spot));
  const names = namesFor(mention, finding).filter((name) => !beside.has(name));
  return renamings(word.text, names, mention, finding).map((fix) => fix && change(word.node, fix.name, word.flow, fix));
};

type Renaming = { readonly name: string } & Pick<QuickFix, "preferred" | "certain">;

function renamings(found: string, names: readonly string[], mention: Mention, finding: Finding): readonly Renaming[] {
  const meant = meantBy(found, mention, finding);
  const near = nearest(meant ?? found, names);
  if (near !== undefined) {
    const certain = meant !== undefined || near.toLowerCase() === found.toLowerCase();
    return [{ name: near, preferred: true, ...(certain && { certain }) }];
  }
  return chosenFromFew.has(mention.thing) && names.length <= fewNames ? names.map((name) => ({ name })) : [];
}

/** What a text stands for that is no slip of the keyboard: a product by its name, a zone by its city. */
function meantBy(found: string, { thing }: Mention, { known }: Finding): string | undefined {
  const wanted = found.toLowerCase();
  if (thing === "product") {
    return entriesOf(known.project["products"]).find(([, product]) => {
      return String(asRecord(product)["name"]).toLowerCase() === wanted;
    })?.[0];
  }
  if (thing !== "zone") return undefined;
  return zoneNames().find((zone) => zone.toLowerCase().endsWith(`/${wanted.replaceAll(" ", "_")}`));
}

function namesFor(mention: Mention, { spot, kind, known, around, project }: Finding): readonly string[] {
  const keysOf = (value: unknown) => entriesOf(value).map(([key]) => key);
  switch (mention.thing) {
    case "template": {
      const isOfProduct = kind === "Extract" || kind === "Feed";
      const offered = isOfProduct ? templatesOffered(known, around.text(["product"])) : known.templates;
      return (offered.length > 0 ? offered : known.templates).filter(({ sound }) => sound).map(({ name }) => name);
    }
    case "field": {
      if (kind === "Template") return around.keys(["fields"]);
      if (kind === "Feed" && spot.path.join() === "key") return sharedFields({ known, around });
      return known.template(mention.template ?? "")?.fields.map(({ name }) => name) ?? [];
    }
    case "extract":
      return [...project.extracts.keys(), ...project.feeds.keys(), ...namesOfUnsound(project)];
    case "event":
      return around.keys(["events"]).filter((type) => type !== spot.path[1]);
    case "schedule":
      return [...project.schedules.keys()];
    case "product":
    case "user":
      return keysOf(known.project[`${mention.thing}s`]);
    case "zone":
      return zoneNames();
    default:
      return keysOf(asRecord(project.connections?.value)[`${mention.thing}s`]);
  }
}

/** The fields that the templates of all events have which name no key of their own: the feed's key is one of them. */
function sharedFields({ known, around }: Pick<Finding, "known" | "around">): readonly string[] {
  const types = around.keys(["events"]).filter((type) => around.text(["events", type, "key"]) === undefined);
  const templates = types.map((type) => templateOf(known, around, ["events", type, "template"]));
  const [first, ...others] = templates.map((template) => template?.fields.map(({ name }) => name) ?? []);
  return (first ?? []).filter((name) => others.every((fields) => fields.includes(name)));
}

/** Of extracts and feeds, which share their names. */
function namesOfUnsound({ unsound }: Finding["project"]): readonly string[] {
  return unsound.flatMap(({ kind, name }) => (kind === "Extract" || kind === "Feed" ? [name] : []));
}
