import { isDeepStrictEqual } from "node:util";
import { inSlices } from "../errors/in-slices.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import { extractsOf, feedsOf, type StateDocument, schedulesOf, templatesOf } from "./changes/documents-of.ts";
import { type ExtractChange, extractChange } from "./changes/extract-change.ts";
import { type FeedChange, feedChange } from "./changes/feed-change.ts";
import { type Matched, matchDocuments } from "./changes/match-documents.ts";
import { byName, partChanges } from "./changes/part-changes.ts";
import type { Comparison, Dialects, ExtractPair } from "./comparison.ts";
import { dialectsOf, judgedDialects } from "./dialects.ts";
import { exposable, exposuresOf } from "./exposure/exposures-of.ts";
import { catalogueOf } from "./exposure/origins-of.ts";
import { markKnown } from "./known-diagnostics.ts";
import type { DocumentChange, PlanReport, Volume } from "./plan-report.ts";
import { judge } from "./policy/judge.ts";
import { policyChange } from "./policy/policy-change.ts";
import type { ProjectState } from "./project-state.ts";
import type { CountRows } from "./volume/row-count.ts";
import { volumeOf } from "./volume/volume-of.ts";

/** What a plan is made with. */
export interface PlanOptions {
  /** UTC, ISO 8601 with milliseconds: the moment whose grants and windows count. */
  readonly now: string;
  /** Asks warehouses; a text: why none is asked. */
  readonly count: CountRows | string;
  /** The most extracts whose rows are counted. Default: 20. */
  readonly mostCounted?: number;
  /** Told what is done, now and then. */
  readonly onProgress?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * What becomes of a project when the head takes the base's place: for each document what changes, and what the rules of the base say
 * of it. Reads no row of data and no clock. Never throws for what documents say. Errors: the signal's reason.
 */
export async function planChanges(base: ProjectState, head: ProjectState, options: PlanOptions): Promise<PlanReport> {
  const { now, signal } = options;
  const comparison: Comparison = { base, head, now, today: now.slice(0, 10), ...(signal !== undefined && { signal }) };
  const extracts = await inSlices(changedExtracts(comparison, options));
  const feeds = await inSlices(changedFeeds(comparison, options));
  const documents = [
    ...(await completed(extracts, comparison, options)).toSorted(byName),
    ...(await withExposures(feeds, comparison, options)).toSorted(byName),
    ...partChanges("Template", templatesOf(base), templatesOf(head)),
    ...partChanges("Schedule", schedulesOf(base), schedulesOf(head)),
  ];
  return {
    version: 1,
    base: base.name,
    head: head.name,
    at: now,
    policy: policyChange(base.loaded.project?.value, head.loaded.project?.value, comparison.today),
    documents,
    unchanged: countDocuments(head) - documents.filter(({ change }) => change !== "removed").length,
    findings: await judge(documents, comparison),
    diagnostics: [
      ...markKnown(base.diagnostics, head.diagnostics),
      ...[...extracts, ...feeds].flatMap((each) => each.diagnostics),
    ],
  };
}

/** The changes of extracts with what has to be waited for: where their data come from, and how many there are. */
async function completed(
  extracts: readonly ExtractChange[],
  comparison: Comparison,
  options: PlanOptions,
): Promise<readonly DocumentChange[]> {
  const changes: DocumentChange[] = [];
  const judged = ({ head }: ExtractPair): Dialects => judgedDialects(comparison.head, head);
  const asked = await Promise.all(extracts.map(({ pair }) => exposable(pair, judged(pair))));
  const catalogue = await catalogueOf(comparison, asked.flat());
  let counted = 0;
  for (const each of extracts) {
    options.signal?.throwIfAborted();
    const { change, pair } = each;
    options.onProgress?.(`looking where the columns of ${change.name} come from`);
    const exposures = await exposuresOf(pair, comparison, judged(pair), catalogue);
    const volume = change.sql === undefined ? undefined : await volumeFor(each, counted, options);
    if (volume !== undefined) counted++;
    changes.push({
      ...change,
      ...(volume !== undefined && { volume }),
      ...(exposures.length > 0 && { exposures }),
    });
  }
  return changes;
}

function* changedExtracts(
  comparison: Comparison,
  { onProgress, signal }: PlanOptions,
): Generator<void, readonly ExtractChange[]> {
  const changes: ExtractChange[] = [];
  const dialects = dialectsOf.bind(undefined, comparison.head);
  const matched = matchDocuments(extractsOf(comparison.base), extractsOf(comparison.head));
  for (const [at, pair] of matched.entries()) {
    if (pair.base?.value !== undefined && pair.base.value === pair.head?.value) continue;
    signal?.throwIfAborted();
    yield;
    onProgress?.(`comparing ${at + 1} of ${matched.length} extracts`);
    const change = extractChange(pair, saysTheSame(pair, comparison), dialects, comparison);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

function* changedFeeds(comparison: Comparison, { signal }: PlanOptions): Generator<void, readonly FeedChange[]> {
  const changes: FeedChange[] = [];
  for (const matched of matchDocuments(feedsOf(comparison.base), feedsOf(comparison.head))) {
    if (matched.base?.value !== undefined && matched.base.value === matched.head?.value) continue;
    signal?.throwIfAborted();
    yield;
    const change = feedChange(matched, comparison);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

/** The changes of feeds with the personal data that their events come to carry. Their rows are not counted: they never end. */
async function withExposures(
  feeds: readonly FeedChange[],
  comparison: Comparison,
  { onProgress, signal }: PlanOptions,
): Promise<readonly DocumentChange[]> {
  const judged = ({ head }: ExtractPair): Dialects => judgedDialects(comparison.head, head);
  const pairs = feeds.flatMap((feed) => feed.pairs);
  const asked = await Promise.all(pairs.map((pair) => exposable(pair, judged(pair))));
  const catalogue = await catalogueOf(comparison, asked.flat());
  const changes: DocumentChange[] = [];
  for (const { change, pairs: events } of feeds) {
    signal?.throwIfAborted();
    onProgress?.(`looking where the data of ${change.name} come from`);
    const found = await Promise.all(events.map((pair) => exposuresOf(pair, comparison, judged(pair), catalogue)));
    const exposures = found.flat().map((each) => ({ ...each, column: `${each.event}.${each.column}` }));
    changes.push({ ...change, ...(exposures.length > 0 && { exposures }) });
  }
  return changes;
}

/** Whether a document as it is written says the same in both states, whatever becomes of what it names. */
function saysTheSame({ base, head }: Matched<StateDocument<ResolvedExtract>>, states: Comparison): boolean {
  if (base === undefined || head === undefined) return false;
  const [one, other] = [
    states.base.loaded.sources?.get(base.name)?.extract.value,
    states.head.loaded.sources?.get(head.name)?.extract.value,
  ];
  if (one !== undefined && other !== undefined) return isDeepStrictEqual(one, other);
  return base.name === head.name && states.base.texts.get(base.file) === states.head.texts.get(head.file);
}

function countDocuments({ loaded }: ProjectState): number {
  return loaded.extracts.size + loaded.feeds.size + loaded.templates.size + loaded.schedules.size + loaded.unsound.length;
}

const mostCounted = 20;

/** How many rows are to be expected where the rows may be others. */
async function volumeFor(each: ExtractChange, asked: number, options: PlanOptions): Promise<Volume> {
  const { count, mostCounted: most = mostCounted, onProgress, signal } = options;
  if (typeof count === "string") return { basis: "unknown", why: count };
  if (each.plans === undefined) return { basis: "unknown", why: "the connections do not say which warehouse it is" };
  if (asked >= most) return { basis: "unknown", why: `only ${most} extracts are counted` };
  onProgress?.(`counting the rows of ${each.change.name}`);
  return await volumeOf(each.plans, count, signal);
}
