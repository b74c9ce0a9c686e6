import type { Path } from "../load/document-places.ts";
import type { DocumentKind } from "../load/schemas.ts";
import type { Word } from "./composed.ts";
import type { DocumentAround } from "./document-around.ts";
import { filterPartAt, filterPlaceOf } from "./filter-place.ts";

/**
 * What documents name: each other, and what stands in datafeed.yaml and connections.yaml. A feed is named as an extract is: they
 * share their names.
 */
export type NamedThing =
  | "extract"
  | "template"
  | "schedule"
  | "field"
  | "event"
  | "product"
  | "user"
  | "warehouse"
  | "destination"
  | "broker"
  | "notifier"
  | "zone";

/** A word that names something. */
export interface Mention {
  readonly thing: NamedThing;
  readonly name: string;
  /** Of a field its template, of an event its feed. */
  readonly template?: string;
  /** Whether the thing itself stands here. */
  readonly declares: boolean;
}

interface Rule {
  /** Steps of the path; `*` is any. */
  readonly path: readonly string[];
  readonly thing: NamedThing;
  /** Of a field: where the document names its template, of an event: its feed; `*` being the step of the path at the same place. */
  readonly template?: readonly string[];
  readonly declares?: true;
  /** Whether the key is the name, and not its value. */
  readonly key?: true;
}

const rule = (
  path: string,
  thing: NamedThing,
  more: Omit<Rule, "path" | "thing" | "template"> & { template?: string } = {},
) => {
  const { template, ...rest } = more;
  return { path: path.split("."), thing, ...rest, ...(template !== undefined && { template: template.split(".") }) };
};
const declares = { declares: true } as const;
const declaresByKey = { declares: true, key: true } as const;

/** The fields of data checks. */
const checkedFields = (template: string): readonly Rule[] => [
  rule("checks.*.notNull.*", "field", { template }),
  rule("checks.*.unique.*", "field", { template }),
  rule("checks.*.accepted.*", "field", { key: true, template }),
  rule("checks.*.fresh.field", "field", { template }),
];

const rules: Readonly<Record<DocumentKind, readonly Rule[]>> = {
  Extract: [
    rule("name", "extract", declares),
    rule("template", "template"),
    rule("product", "product"),
    rule("owner", "user"),
    rule("fields.*", "field", { template: "template" }),
    rule("fields.*.field", "field", { template: "template" }),
    ...checkedFields("template"),
    rule("window.timezone", "zone"),
    rule("schedule", "schedule"),
    rule("schedule.use", "schedule"),
    rule("schedule.timezone", "zone"),
    rule("output.to", "destination"),
    rule("notify.*.to", "notifier"),
  ],
  Template: [
    rule("name", "template", declares),
    rule("time.field", "field", { template: "name" }),
    rule("key.*", "field", { template: "name" }),
    rule("fields.*", "field", { ...declaresByKey, template: "name" }),
    rule("fields.*.local", "field", { template: "name" }),
    rule("fields.*.duration.from", "field", { template: "name" }),
    rule("fields.*.duration.to", "field", { template: "name" }),
    ...checkedFields("name"),
  ],
  Schedule: [rule("name", "schedule", declares), rule("timezone", "zone")],
  Feed: [
    rule("name", "extract", declares),
    rule("product", "product"),
    rule("owner", "user"),
    rule("to.broker", "broker"),
    rule("events.*", "event", { ...declaresByKey, template: "name" }),
    rule("events.*.template", "template"),
    rule("events.*.after", "event", { template: "name" }),
    rule("events.*.key", "field", { template: "events.*.template" }),
    rule("events.*.version", "field", { template: "events.*.template" }),
    rule("notify.*.to", "notifier"),
  ],
  Test: [rule("extract", "extract")],
  Project: [
    rule("users.*", "user", declaresByKey),
    rule("products.*", "product", declaresByKey),
    rule("products.*.warehouse", "warehouse"),
    rule("products.*.templates.*", "template"),
    rule("defaults.timezone", "zone"),
    rule("defaults.to", "destination"),
    rule("defaults.notify.*.to", "notifier"),
    rule("grants.*.template", "template"),
    rule("grants.*.fields.*", "field", { template: "grants.*.template" }),
    rule("grants.*.extracts.*", "extract"),
    rule("grants.*.approvedBy", "user"),
  ],
  Connections: [
    rule("warehouses.*", "warehouse", declaresByKey),
    rule("destinations.*", "destination", declaresByKey),
    rule("brokers.*", "broker", declaresByKey),
    rule("notifiers.*", "notifier", declaresByKey),
  ],
};

/** What a word names, in a document of a kind; undefined when it names nothing. */
export function mentionAt(
  kind: DocumentKind,
  { path, role, text }: Pick<Word, "path" | "role" | "text">,
  around: Pick<DocumentAround, "text" | "keys">,
): Mention | undefined {
  const filter = filterPlaceOf(kind, path);
  if (filter !== undefined && path.length > filter.root.length) {
    if (role !== "key" || filterPartAt(path, filter) !== "field") return undefined;
    return { thing: "field", name: text, declares: false, ...templateAt(around, filter.template) };
  }
  if (kind === "Feed" && role !== "key" && path.join() === "key") {
    return { thing: "field", name: text, declares: false, ...templateAt(around, firstTemplateByKey(around)) };
  }
  const found = rules[kind].find(({ path: steps, key }) => matches(path, steps) && (role === "key") === (key ?? false));
  if (found === undefined || text === "") return undefined;
  const template = found.template?.map((step, index) => (step === "*" ? (path[index] ?? step) : step));
  return {
    thing: found.thing,
    name: text,
    declares: found.declares ?? false,
    ...(template !== undefined && templateAt(around, template)),
  };
}

function matches(path: Path, steps: readonly string[]): boolean {
  return path.length === steps.length && steps.every((step, index) => step === "*" || step === String(path[index]));
}

/** The feed's key is a field of many templates: of each event that names no other. The first stands for them. */
function firstTemplateByKey(around: Pick<DocumentAround, "text" | "keys">): Path {
  const types = around.keys(["events"]);
  const type = types.find((each) => around.text(["events", each, "key"]) === undefined) ?? types[0] ?? "";
  return ["events", type, "template"];
}

function templateAt(around: Pick<DocumentAround, "text">, path: Path): { readonly template?: string } {
  const template = around.text(path);
  return template === undefined ? {} : { template };
}
