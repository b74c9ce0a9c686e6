import { changeTableDdl } from "../feeds/sources/change-table-ddl.ts";
import type { ResolvedExtract, ResolvedFeed } from "../load/project-documents.ts";
import { mayHoldReference } from "../load/references.ts";
import type { Check } from "../warehouse/warehouse.ts";
import { connectionsOf, findExtract, findFeed, type Session } from "./session.ts";

/** What `doctor` tries: names of connections, and who uses them. */
export interface Wanted {
  readonly extracts: readonly ResolvedExtract[];
  readonly feeds: readonly ResolvedFeed[];
  readonly warehouses: readonly string[];
  readonly destinations: readonly string[];
  readonly brokers: readonly string[];
  readonly notifiers: readonly string[];
}

/** All connections, and all that is sound. Errors: `connection-unknown`. */
export function everything(session: Session): Wanted {
  const { warehouses, destinations, brokers = {}, notifiers = {} } = connectionsOf(session);
  return {
    extracts: [...session.loaded.extracts.values()],
    feeds: [...session.loaded.feeds.values()],
    warehouses: Object.keys(warehouses),
    destinations: Object.keys(destinations),
    brokers: Object.keys(brokers),
    notifiers: Object.keys(notifiers),
  };
}

/** What the extracts and feeds of these names need. Errors: `extract-unknown`, `documents-unsound`, `connection-unknown`. */
export function needsOf(session: Session, names: readonly string[]): Wanted {
  connectionsOf(session);
  const feeds = names.filter((name) => isFeed(session, name)).map((name) => findFeed(session, name));
  const extracts = names.filter((name) => !isFeed(session, name)).map((name) => findExtract(session, name));
  const rules = [...feeds.flatMap(({ notify }) => notify), ...extracts.flatMap(({ operation }) => operation.notify)];
  return {
    ...{ extracts, feeds },
    warehouses: [...new Set([...feeds, ...extracts].map(({ product }) => product.warehouse))],
    destinations: [...new Set(extracts.map(({ output }) => output.to))],
    brokers: [...new Set(feeds.map(({ broker }) => broker))],
    notifiers: [...new Set(rules.map(({ to }) => to))],
  };
}

/** Sound or not, whatever its case. */
function isFeed({ loaded }: Session, name: string): boolean {
  const unsound = loaded.unsound.flatMap((each) => (each.kind === "Feed" ? [each.name] : []));
  return [...loaded.feeds.keys(), ...unsound].some((each) => each.toLowerCase() === name.toLowerCase());
}

/** The SQL of a change table that is not there as a feed needs it. */
export interface MissingDdl {
  readonly feed: string;
  readonly sql: string;
}

/** The SQL of a feed's change table, with grants for whom its warehouse's connection signs in as. */
export function ddlOf(session: Session, feed: ResolvedFeed, options?: { readonly notify: boolean }): string {
  const { warehouses = {} } = session.loaded.connections?.value ?? {};
  const { warehouse: name } = feed.product;
  const warehouse = Object.hasOwn(warehouses, name) ? warehouses[name] : undefined;
  const user = warehouse?.type === "postgres" && !mayHoldReference(warehouse.user) ? warehouse.user : undefined;
  return changeTableDdl(feed, user, options);
}

/** The SQL for feeds of which a check has failed and says that their SQL helps. */
export function missingDdl(
  session: Session,
  feeds: readonly ResolvedFeed[],
  examined: readonly { readonly checks: readonly Check[] }[],
): readonly MissingDdl[] {
  const details = examined.flatMap(({ checks }) => checks.flatMap(({ ok, detail }) => (ok ? [] : [detail])));
  return feeds
    .filter(({ name, source }) => "changes" in source && details.some((each) => each.includes(`\`datafeed feed ddl ${name}\``)))
    .map((feed) => ({ feed: feed.name, sql: ddlOf(session, feed) }));
}
