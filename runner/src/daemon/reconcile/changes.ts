import { adoptedDocument } from "../../ledger/adopt-output.ts";
import type { AppliedState, KnownExtract } from "../../ledger/applied-state.ts";
import { onceReasons } from "../../ledger/owe-once.ts";
import type { ExtractRename } from "../../ledger/rename-extract.ts";
import type { ExtractFields, ExtractWrite } from "../../ledger/write-extracts.ts";
import type { ResolvedExtract, ResolvedSchedule } from "../../load/project-documents.ts";
import { firstFrontier, nextWindow } from "../../schedule/frontier.ts";
import { immediateWindow } from "../../schedule/immediate-window.ts";
import type { ExtractChoices } from "./choose.ts";
import type { FeedChanges } from "./feed-changes.ts";
import { findRenames } from "./find-renames.ts";
import type { ExtractInForce, InForce } from "./in-force.ts";

/** What an application does to the ledger. */
export interface Changes extends ExtractChanges {
  readonly feeds: FeedChanges;
}

/** The same, extract by extract. */
export interface ExtractChanges {
  readonly renames: readonly ExtractRename[];
  readonly removed: readonly string[];
  readonly writes: readonly ExtractWrite[];
  /** The names of those among `writes` that the ledger did not know, or knew as removed. */
  readonly added: readonly string[];
}

/** What was applied, and what is chosen now. */
export interface Comparison {
  readonly state: AppliedState;
  readonly choices: ExtractChoices;
  /** As in force in this process so far: tells whose schedule has changed. */
  readonly before: ReadonlyMap<string, InForce>;
  /** The ledger's time: UTC, ISO 8601. */
  readonly now: string;
}

/** Compares what is in force with what the ledger says was applied. */
export function findChanges({ state, choices, before, now }: Comparison): ExtractChanges {
  const renames = findRenames(state.rows, choices);
  const rows = renamed(state.rows, renames);
  const writes: ExtractWrite[] = [];
  const added: string[] = [];
  for (const [name, choice] of choices) {
    const row = rows.get(name);
    // The ledger says already what this very object says.
    if (row !== undefined && row.from !== undefined && row.from === choice.inForce && choice.refused === undefined) continue;
    const write = findWrite(choice, row, { now, isNew: state.isNew, before: extractBefore(before, name) });
    if (write === undefined) continue;
    writes.push(write);
    if (row === undefined || row.removed) added.push(name);
  }
  const removed: string[] = [];
  for (const row of rows.values()) if (!row.removed && !choices.has(row.name)) removed.push(row.name);
  return { renames, removed, writes, added };
}

/** The ledger's rows as they are after the changes; those of the state are used up. */
export function rowsAfter(
  state: AppliedState,
  changes: ExtractChanges,
  choices: ExtractChoices,
  now: string,
): Map<string, KnownExtract> {
  const rows = renamed(state.rows, changes.renames);
  for (const name of changes.removed) {
    const row = rows.get(name);
    if (row !== undefined) rows.set(name, { ...row, removed: true, refused: null, texts: "[]" });
  }
  const ids = new Set(changes.writes.flatMap(({ fields }) => fields.documentId ?? []));
  if (ids.size > 0)
    for (const row of rows.values()) if (ids.has(row.documentId ?? "")) rows.set(row.name, { ...row, documentId: null });
  for (const { fields, firstFrontier: frontier, begins } of changes.writes) {
    const row = rows.get(fields.name);
    rows.set(fields.name, {
      ...fields,
      document: "Extract",
      removed: false,
      hasFrontier: row?.hasFrontier === true || frontier !== undefined,
      firstAppliedAt: begins || row === undefined ? now : row.firstAppliedAt,
      ...(fields.refused === null && { from: choices.get(fields.name)?.inForce }),
    });
  }
  return rows;
}

function renamed(rows: Map<string, KnownExtract>, renames: readonly ExtractRename[]): Map<string, KnownExtract> {
  if (renames.length === 0) return rows;
  const after = new Map(rows);
  for (const { from } of renames) after.delete(from);
  for (const { from, to } of renames) {
    const row = rows.get(from);
    if (row !== undefined) after.set(to, { ...row, name: to });
  }
  return after;
}

type OfMap<Map> = Map extends ReadonlyMap<string, infer Value> ? Value : never;

function extractBefore(before: ReadonlyMap<string, InForce>, name: string): ResolvedExtract | undefined {
  const known = before.get(name);
  return known?.kind === "Extract" ? known.resolved : undefined;
}

interface Around {
  readonly now: string;
  readonly isNew: boolean;
  readonly before: ResolvedExtract | undefined;
}

function findWrite(
  { inForce, refused }: OfMap<ExtractChoices>,
  row: KnownExtract | undefined,
  around: Around,
): ExtractWrite | undefined {
  const why = refused === undefined ? null : JSON.stringify(refused);
  if (inForce === undefined) {
    // Refused from the beginning: there is nothing to run, and nothing to keep.
    if (row === undefined || row.removed) return undefined;
    const { document: _____, removed: _, hasFrontier: __, firstAppliedAt: ___, from: ____, ...fields } = row;
    return row.refused === why ? undefined : { fields: { ...fields, refused: why }, stopped: true };
  }
  const extract = inForce.resolved;
  const owe = oweFor(inForce, row, around);
  const fields = fieldsOf(inForce, why, row, owe, around.isNew);
  const isKnown = row !== undefined && !row.removed;
  if (isKnown && owe === undefined && isSame(row, fields)) return undefined;
  return {
    fields,
    ...(row?.removed === true && { returns: true }),
    ...(owe !== undefined && { owe }),
    ...lookAgain(extract, row, around),
  };
}

/** When the scheduler shall look at it: a new one when it is due, one whose schedule may have changed at once. */
function lookAgain(extract: ResolvedExtract, row: KnownExtract | undefined, { now, before }: Around) {
  const { schedule, operation } = extract;
  if (schedule === undefined || !operation.enabled) return {};
  if (row === undefined) {
    const frontier = firstFrontier(schedule, now);
    const nextDue = nextWindow(schedule, frontier)?.due;
    return { firstFrontier: frontier, ...(nextDue !== undefined && { nextDue }) };
  }
  const begins = row.kind !== "scheduled" && !row.hasFrontier;
  const same = before !== undefined && isSameSchedule(before, extract) && !row.removed && row.enabled && row.refused === null;
  if (same) return {};
  const frontier = firstFrontier(schedule, begins ? now : row.firstAppliedAt);
  return { firstFrontier: frontier, nextDue: "now" as const, ...(begins && { begins }) };
}

function isSameSchedule(one: ResolvedExtract, other: ResolvedExtract): boolean {
  const text = (schedule: ResolvedSchedule | undefined) => JSON.stringify(schedule ?? null);
  return text(one.schedule) === text(other.schedule);
}

function fieldsOf(
  { resolved: extract, sources, definitionHash, documentHash, texts, commit }: ExtractInForce,
  refused: string | null,
  row: KnownExtract | undefined,
  owe: ExtractWrite["owe"],
  isNew: boolean,
): ExtractFields {
  const kind = kindOf(extract);
  // Disabled: what it says is not seen yet, so that it runs when it is enabled.
  const unseen = kind === "immediate" && !extract.operation.enabled && owe === undefined;
  return {
    name: extract.name,
    documentId: sources.extract.value.id ?? null,
    kind,
    owner: extract.owner,
    shared: extract.shared,
    product: extract.product.id,
    warehouse: extract.product.warehouse,
    definitionHash,
    documentHash: unseen ? (row?.documentHash ?? (isNew ? documentHash : "")) : documentHash,
    texts,
    commit,
    refused,
    enabled: extract.operation.enabled,
  };
}

/** Immediate extracts run when they first appear, and when their own document changes; those of a new ledger are seen alone. */
function oweFor(inForce: ExtractInForce, row: KnownExtract | undefined, { now, isNew }: Around): ExtractWrite["owe"] {
  const { resolved: extract, documentHash } = inForce;
  if (extract.window === undefined || !extract.operation.enabled) return undefined;
  if (row === undefined ? isNew : [documentHash, adoptedDocument].includes(row.documentHash)) return undefined;
  const window = immediateWindow(extract.window, extract.timezone);
  const reason = row === undefined || row.documentHash === "" ? onceReasons.appeared : onceReasons.changed;
  return { window, ...(window.end > now && { notBefore: window.end }), requester: extract.owner, reason };
}

function kindOf(extract: ResolvedExtract): ExtractFields["kind"] {
  if (extract.window !== undefined) return "immediate";
  return extract.schedule === undefined ? "dispatched" : "scheduled";
}

function isSame(row: KnownExtract, fields: ExtractFields): boolean {
  return (Object.keys(fields) as (keyof ExtractFields)[]).every((key) => row[key] === fields[key]);
}
