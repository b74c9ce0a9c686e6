import { Temporal } from "temporal-polyfill";
import type { LoadedProject } from "../../load/project-documents.ts";
import { describeSchedule } from "../../schedule/describe.ts";
import { code, paragraphs, plainText } from "../markdown.ts";

/** An extract, as others name it. Markdown; undefined when it is not known. */
export function describeExtract(project: LoadedProject, name: string): string | undefined {
  const extract = project.extracts.get(name);
  if (extract === undefined) return unsoundText(project, "Extract", name);
  const { template, product, owner, schedule, window, fields } = extract;
  const runs = schedule !== undefined ? describeSchedule(schedule) : window !== undefined ? "once" : "when somebody asks";
  return paragraphs(
    `Extract ${code(name)}`,
    extract.description && plainText(extract.description),
    lines(
      `${fields.length} of ${extract.templateFields.length} fields of ${code(template.name)}`,
      `Product: ${code(product.id)}`,
      `Owner: ${code(owner)}${extract.shared ? ", shared" : ""}`,
      `Runs: ${runs}`,
    ),
  );
}

/** A feed, as grants name it. Markdown; undefined when it is not known. */
export function describeFeed(project: LoadedProject, name: string): string | undefined {
  const feed = project.feeds.get(name);
  if (feed === undefined) return unsoundText(project, "Feed", name);
  const { product, owner, shared, broker, topic, events } = feed;
  return paragraphs(
    `Feed ${code(name)}`,
    feed.description && plainText(feed.description),
    lines(
      `Events: ${events.map(({ type, extract }) => `${code(type)} of ${code(extract.template.name)}`).join(", ")}`,
      `Topic: ${code(topic)} of ${code(broker)}`,
      `Product: ${code(product.id)}`,
      `Owner: ${code(owner)}${shared ? ", shared" : ""}`,
    ),
  );
}

/** An event of a sound feed, as others of the feed name it. */
export function describeEvent(
  project: LoadedProject,
  { name, template: feed = "" }: { readonly name: string; readonly template?: string },
): string | undefined {
  const event = project.feeds.get(feed)?.events.find(({ type }) => type === name);
  if (event === undefined) return undefined;
  const { extract, raise, after } = event;
  return paragraphs(
    `Event ${code(name)}`,
    lines(
      `${extract.fields.length} fields of ${code(extract.template.name)}`,
      `Raised by: ${[...raise].join(", ")}`,
      ...(after === undefined ? [] : [`After: ${code(after)}`]),
    ),
  );
}

/** A product in Markdown; undefined where there is none of this id. */
export function describeProduct(loaded: LoadedProject, id: string): string | undefined {
  const products = loaded.project?.value.products ?? {};
  const product = Object.hasOwn(products, id) ? products[id] : undefined;
  if (product === undefined) return undefined;
  const { name, warehouse, templates } = product;
  const type = warehouseType(loaded, warehouse);
  return paragraphs(
    `Product ${code(id)}: ${plainText(name)}`,
    lines(
      `Warehouse: ${code(warehouse)}${type === undefined ? "" : ` (${type})`}`,
      `Templates: ${templates === undefined ? "all" : templates.map(code).join(", ")}`,
    ),
  );
}

/** A user in Markdown; undefined where there is none of this name. */
export function describeUser({ project }: LoadedProject, name: string): string | undefined {
  const users = project?.value.users ?? {};
  const user = Object.hasOwn(users, name) ? users[name] : undefined;
  if (user === undefined) return undefined;
  return paragraphs(
    `User ${code(name)}${user.name === undefined ? "" : `: ${plainText(user.name)}`}`,
    `Role: ${code(user.role)}`,
  );
}

/** What the operator declared, by its name and type: never what it is set to. */
export function describeConnection(
  { connections }: LoadedProject,
  thing: "warehouse" | "destination" | "broker" | "notifier",
  name: string,
): string | undefined {
  if (connections === undefined) return undefined;
  const declared = connections.value[`${thing}s`] ?? {};
  const type = Object.hasOwn(declared, name) ? declared[name]?.type : undefined;
  if (type === undefined) return undefined;
  return `${thing.slice(0, 1).toUpperCase()}${thing.slice(1)} ${code(name)} of the connections: ${code(type)}`;
}

/** A zone with its offset now, and when it changes next. */
export function describeZone(name: string, now: string): string | undefined {
  try {
    const local = Temporal.Instant.from(now).toZonedDateTimeISO(name);
    const change = local.getTimeZoneTransition("next");
    const next =
      change === null
        ? "No change of its clocks is known."
        : `Its clocks change on ${change.toPlainDate()}, to ${code(`UTC${change.offset}`)}.`;
    const time = local.toPlainTime().toString({ smallestUnit: "minute" });
    return paragraphs(`Time zone ${code(name)}: now ${code(`UTC${local.offset}`)}, where it is ${time}`, next);
  } catch {
    return undefined;
  }
}

/** What is said of a document that was left out. */
export function unsoundText(project: LoadedProject, kind: string, name: string): string | undefined {
  const unsound = project.unsound.find((document) => document.kind === kind && document.name === name);
  if (unsound === undefined) return undefined;
  return paragraphs(`${kind} ${code(name)} has errors.`, unsound.error && plainText(unsound.error.message));
}

function warehouseType({ connections }: LoadedProject, name: string): string | undefined {
  const warehouses = connections?.value.warehouses ?? {};
  return Object.hasOwn(warehouses, name) ? warehouses[name]?.type : undefined;
}

function lines(...texts: readonly string[]): string {
  return texts.join("  \n");
}
