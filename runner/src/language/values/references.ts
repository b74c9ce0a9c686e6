import { fillIn } from "../../load/resolve-schedule.ts";
import { describeSchedule } from "../../schedule/describe.ts";
import { templateDocumentation } from "../documentation.ts";
import { type Known, type TemplateName, templatesOffered } from "../known.ts";
import { code, paragraphs, plainText } from "../markdown.ts";
import { type Asked, isPath, type Suggestion } from "../suggestion.ts";
import { asRecord, entriesOf, textOf } from "../template-view.ts";

/** So many extracts are offered at most: a project may hold ten thousand. */
const mostExtracts = 200;

/** Names of other documents, and of what datafeed.yaml and connections.yaml declare. */
export function referenceValues(asked: Asked): readonly Suggestion[] | undefined {
  const { known, place, path } = asked;
  const { around } = place;
  switch (place.kind) {
    case "Extract":
      if (isPath(path, "product")) return products(known);
      if (isPath(path, "owner")) return users(known, known.context.user);
      if (isPath(path, "template")) return templates(known, templatesOffered(known, around.text(["product"])));
      if (isPath(path, "schedule") || isPath(path, "schedule.use")) return schedules(known);
      if (isPath(path, "output.to")) return declared(known, "destinations", "destination");
      if (isPath(path, "notify.*.to")) return declared(known, "notifiers", "notifier");
      return undefined;
    case "Feed":
      if (isPath(path, "product")) return products(known);
      if (isPath(path, "owner")) return users(known, known.context.user);
      if (isPath(path, "to.broker")) return declared(known, "brokers", "destination");
      if (isPath(path, "events.*.template")) return templates(known, templatesOffered(known, around.text(["product"])));
      if (isPath(path, "events.*.after")) return eventsBut(asked, String(path[1]));
      if (isPath(path, "notify.*.to")) return declared(known, "notifiers", "notifier");
      return isPath(path, "notify.*.events.*") ? eventsOfFeeds : undefined;
    case "Project":
      if (isPath(path, "products.*.warehouse")) return declared(known, "warehouses", "warehouse");
      if (isPath(path, "products.*.templates.*")) return templates(known, known.templates);
      if (isPath(path, "defaults.to")) return declared(known, "destinations", "destination");
      if (isPath(path, "defaults.notify.*.to")) return declared(known, "notifiers", "notifier");
      if (isPath(path, "grants.*.template")) return templates(known, known.templates);
      if (isPath(path, "grants.*.extracts.*")) return extracts(asked);
      if (isPath(path, "grants.*.approvedBy")) return users(known, undefined);
      return undefined;
    case "Test":
      return isPath(path, "extract") ? extracts(asked) : undefined;
    default:
      return undefined;
  }
}

function products(known: Known): readonly Suggestion[] {
  return entriesOf(known.project["products"]).map(([id, product]) => {
    const { name, warehouse } = asRecord(product);
    const document = () => paragraphs(plainText(String(name ?? id)), `Warehouse: ${code(String(warehouse ?? ""))}`);
    return { kind: "product", value: id, detail: textOf(name), document };
  });
}

/** Whoever writes comes first. */
function users(known: Known, first: string | undefined): readonly Suggestion[] {
  const all = entriesOf(known.project["users"]).map(([id, user]): Suggestion & { value: string } => {
    const { name, role } = asRecord(user);
    return { kind: "user", value: id, detail: [textOf(name), textOf(role)].filter(Boolean).join(" · ") };
  });
  return [...all.filter(({ value }) => value === first), ...all.filter(({ value }) => value !== first)];
}

function templates(known: Known, names: readonly TemplateName[]): readonly Suggestion[] {
  return names.map(({ name, sound }) => {
    const detail = sound ? known.loaded.templates.get(name)?.value.description : "has errors";
    const document = () => {
      const view = known.template(name);
      return view === undefined ? "" : templateDocumentation(view);
    };
    return { kind: "template", value: name, detail, document };
  });
}

function schedules(known: Known): readonly Suggestion[] {
  return [...known.loaded.schedules.values()].map(({ value }) => {
    const words = describeSchedule(fillIn(value, { project: known.loaded.project?.value ?? {} }));
    const document = () => paragraphs(value.description && plainText(value.description), plainText(words));
    return { kind: "schedule", value: value.name, detail: words, document };
  });
}

/** A feed is never done and has no windows: the others can't happen to it. */
const eventsOfFeeds: readonly Suggestion[] = ["failure", "late", "recovery"].map((value) => ({ kind: "value", value }));

/** The other events of the feed. */
function eventsBut({ place: { around } }: Asked, own: string): readonly Suggestion[] {
  const types = around.keys(["events"]).filter((type) => type !== own);
  return types.map((value) => ({ kind: "value", value, detail: around.text(["events", value, "template"]) }));
}

function declared(known: Known, key: string, kind: "warehouse" | "destination" | "notifier"): readonly Suggestion[] {
  return entriesOf(known.connections[key]).map(([name, declaration]) => {
    return { kind, value: name, detail: textOf(asRecord(declaration)["type"]) };
  });
}

/** Extracts whose name holds what was typed; in a grant, those of its template. */
function extracts({ known, place, path }: Asked): readonly Suggestion[] {
  const template = place.around.text([...path.slice(0, 2), "template"]);
  const typed = place.typed.text.toLowerCase();
  const found: Suggestion[] = [];
  for (const [name, extract] of known.loaded.extracts) {
    if (found.length === mostExtracts) break;
    if (!name.toLowerCase().includes(typed)) continue;
    if (template !== undefined && extract.template.name !== template) continue;
    found.push({ kind: "extract", value: name, detail: extract.description });
  }
  return place.kind === "Project" ? [...found, ...feeds(known, template, typed)] : found;
}

/** Feeds, which grants name as they name extracts. */
function feeds(known: Known, template: string | undefined, typed: string): readonly Suggestion[] {
  return [...known.loaded.feeds.values()].flatMap(({ name, description, events }) => {
    const reads = template === undefined || events.some(({ extract }) => extract.template.name === template);
    return reads && name.toLowerCase().includes(typed) ? [{ kind: "extract" as const, value: name, detail: description }] : [];
  });
}
