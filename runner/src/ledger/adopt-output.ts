import type { Transaction } from "kysely";
import { isScheduled, type RunKind, type Window } from "../schedule/window.ts";
import { newId } from "./id.ts";
import type { Ledger } from "./ledger.ts";
import type { OutputPart } from "./records.ts";
import type { OutputState, Purpose, Tables } from "./tables.ts";

/** What a manifest and the ledger both say of an output, in the same words. */
export interface ToldOfOutput {
  readonly extract: string;
  readonly product: string;
  readonly owner: string;
  readonly shared: boolean;
  readonly kind: RunKind;
  readonly window: Window;
  readonly sequence: number;
  readonly parts: readonly OutputPart[];
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentSha256: string;
  readonly format: string;
  readonly compress: string;
  readonly definitionHash: string;
  readonly planHash: string;
  readonly createdAt: string;
}

/** An output as its manifest tells of it. */
export interface AdoptedOutput extends ToldOfOutput {
  readonly run: string;
  readonly warehouse: string;
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly runner: string;
  readonly destination: string;
  readonly manifestPath: string;
  readonly manifest: string;
  readonly deletedAt?: string;
}

/** Stands for the hash of a document that nobody has: an immediate extract that has run is not run again for it. */
export const adoptedDocument = "adopted";

/** Those of some manifests of a destination that the ledger has outputs for, by path. */
export async function knownManifests(
  ledger: Ledger,
  destination: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: string; readonly state: OutputState }>> {
  if (paths.length === 0) return new Map();
  const rows = await ledger.read((db) =>
    db
      .selectFrom("outputs")
      .select(["id", "state", "manifest_path"])
      .where("destination", "=", destination)
      .where("manifest_path", "in", paths)
      .execute(),
  );
  return new Map(rows.map(({ manifest_path, id, state }) => [manifest_path, { id, state }]));
}

/** Enters that an output's files were removed at a time that the ledger did not hear of. */
export async function adoptDeletion(ledger: Ledger, run: string, deletedAt: string): Promise<void> {
  await ledger.write((db) =>
    db
      .updateTable("outputs")
      .set({ state: "deleted", deleted_at: deletedAt })
      .where("id", "=", run)
      .where("state", "=", "published")
      .execute(),
  );
}

/**
 * Enters an output that stands in its destination, with the attempt that made it and the debt that it paid. Answers with
 * what is in the way; undefined when it is done. Nothing that the ledger knows better is replaced.
 */
export async function adoptOutput(ledger: Ledger, db: Transaction<Tables>, output: AdoptedOutput): Promise<string | undefined> {
  const attempt = await db.selectFrom("attempts").selectAll().where("id", "=", output.run).executeTakeFirst();
  const known = await db.selectFrom("outputs").select(["state", "sha256"]).where("id", "=", output.run).executeTakeFirst();
  if (known !== undefined) return `run ${output.run} is known with another manifest`;
  if (attempt?.state === "running") return `run ${output.run} is under way: adopt again when it has ended`;
  const taken = await clearSequence(db, output);
  if (taken !== undefined) return taken;
  const own = attempt === undefined || (await isPaid(db, attempt.obligation_id)) ? undefined : attempt.obligation_id;
  const obligation = own ?? (await payDebt(ledger, db, output));
  if (obligation === undefined) return "its window is being run at this moment: adopt again when that has ended";
  if (attempt === undefined)
    await db
      .insertInto("attempts")
      .values(attemptRow(ledger, output, obligation))
      .execute();
  else {
    await db
      .updateTable("attempts")
      .set({
        obligation_id: obligation,
        state: "published",
        sequence: output.sequence,
        ended_at: output.createdAt,
        error_code: null,
        error_message: null,
      })
      .where("id", "=", output.run)
      .execute();
    await settle(ledger, db, obligation);
  }
  await db.insertInto("outputs").values(outputRow(output)).execute();
  return undefined;
}

/** A failed attempt that reserved the sequence wrote nothing under it: it gives way. */
async function clearSequence(db: Transaction<Tables>, output: AdoptedOutput): Promise<string | undefined> {
  const rows = await db
    .selectFrom("attempts")
    .select(["id", "sequence", "state"])
    .where("extract", "=", output.extract)
    .where("kind", "=", output.kind)
    .where("window_start", "=", output.window.start)
    .where("window_end", "=", output.window.end)
    .execute();
  const other = rows.find(({ id, sequence }) => sequence === output.sequence && id !== output.run);
  if (other === undefined) return undefined;
  if (["running", "decided", "published"].includes(other.state)) return `run ${other.id} has the same sequence`;
  const free = Math.max(output.sequence, ...rows.map(({ sequence }) => sequence)) + 1;
  await db.updateTable("attempts").set({ sequence: free }).where("id", "=", other.id).execute();
  return undefined;
}

/** Whether another attempt has paid it meanwhile, or is about to. */
async function isPaid(db: Transaction<Tables>, obligation: string): Promise<boolean> {
  const row = await db
    .selectFrom("attempts")
    .select("id")
    .where("obligation_id", "=", obligation)
    .where("state", "in", ["running", "decided", "published"])
    .executeTakeFirst();
  return row !== undefined;
}

/** The id of what the output has paid: what is owed of its window or asked for alike, else a debt of its own. */
async function payDebt(ledger: Ledger, db: Transaction<Tables>, output: AdoptedOutput): Promise<string | undefined> {
  const purpose: Purpose = isScheduled(output.kind) ? "window" : "request";
  const same = await db
    .selectFrom("obligations")
    .select(["id", "state", "definition_hash"])
    .where("extract", "=", output.extract)
    .where("kind", "=", output.kind)
    .where("window_start", "=", output.window.start)
    .where("window_end", "=", output.window.end)
    .where("purpose", "=", purpose)
    .orderBy("id")
    .execute();
  if (purpose === "window") {
    const [window] = same;
    if (window === undefined) return insertDebt(ledger, db, output, "window");
    if (window.state === "running") return undefined;
    if (window.state === "published") return insertDebt(ledger, db, output, "request");
    await settle(ledger, db, window.id);
    return window.id;
  }
  const owed = same.find(({ state, definition_hash }) => state === "owed" && definition_hash === output.definitionHash);
  if (owed === undefined || output.kind === "Adhoc") return insertDebt(ledger, db, output, "request");
  await settle(ledger, db, owed.id);
  return owed.id;
}

async function settle(ledger: Ledger, db: Transaction<Tables>, obligation: string): Promise<void> {
  // An attempt that ended without a file gives its place to the one that has one.
  await db
    .updateTable("attempts")
    .set({ state: "discarded" })
    .where("obligation_id", "=", obligation)
    .where("state", "=", "skipped")
    .execute();
  await db
    .updateTable("obligations")
    .set({ state: "published", error_code: null, error_message: null, changed_at: ledger.now() })
    .where("id", "=", obligation)
    .execute();
}

async function insertDebt(ledger: Ledger, db: Transaction<Tables>, output: AdoptedOutput, purpose: Purpose): Promise<string> {
  const id = newId();
  await db
    .insertInto("obligations")
    .values({
      id,
      purpose,
      extract: output.extract,
      kind: output.kind,
      window_start: output.window.start,
      window_end: output.window.end,
      timezone: output.window.timezone,
      requester: "adopt",
      reason: `adopted from ${output.manifestPath}`,
      definition_hash: output.definitionHash,
      state: "published",
      epoch: 1,
      tries: 1,
      next_try_at: output.createdAt,
      due_at: output.createdAt,
      urgent_at: output.createdAt,
      created_at: output.createdAt,
      changed_at: ledger.now(),
    })
    .execute();
  return id;
}

function attemptRow(ledger: Ledger, output: AdoptedOutput, obligation: string) {
  return {
    id: output.run,
    obligation_id: obligation,
    extract: output.extract,
    kind: output.kind,
    window_start: output.window.start,
    window_end: output.window.end,
    sequence: output.sequence,
    state: "published",
    epoch: 1,
    runner: output.runner,
    lease_until: output.createdAt,
    destination: output.destination,
    staging: `${ledger.id}-${output.run}`,
    plan_hash: output.planHash,
    definition_hash: output.definitionHash,
    commit_id: output.commit ?? null,
    dirty: output.dirty === undefined ? null : Number(output.dirty),
    started_at: output.createdAt,
    ended_at: output.createdAt,
    rows: output.rows,
    bytes: output.bytes,
  } as const;
}

function outputRow(output: AdoptedOutput) {
  return {
    id: output.run,
    extract: output.extract,
    kind: output.kind,
    window_start: output.window.start,
    window_end: output.window.end,
    timezone: output.window.timezone,
    sequence: output.sequence,
    state: output.deletedAt === undefined ? "published" : "deleted",
    owner: output.owner,
    shared: Number(output.shared),
    format: output.format,
    compress: output.compress,
    destination: output.destination,
    path: output.parts[0]?.path ?? output.manifestPath,
    parts: JSON.stringify(output.parts),
    manifest_path: output.manifestPath,
    manifest: output.manifest,
    sha256: output.sha256,
    content_sha256: output.contentSha256,
    bytes: output.bytes,
    rows: output.rows,
    definition_hash: output.definitionHash,
    plan_hash: output.planHash,
    created_at: output.createdAt,
    published_at: output.createdAt,
    deleted_at: output.deletedAt ?? null,
  } as const;
}
