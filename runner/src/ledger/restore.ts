import { copyFile, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { backupLedger, checkBackup, isPostgres } from "./backup.ts";
import { copyTables, emptyTables } from "./copy-tables.ts";
import { type Ledger, openLedger } from "./ledger.ts";

/** What was restored. */
export interface Restored {
  /** The ledger's id, as in the backup. */
  readonly ledger: string;
  readonly rows: Readonly<Record<string, number>>;
  /** Where the ledger that was there before is now. */
  readonly movedAside?: string;
}

/** Runners that were heard of within this time are taken to live. */
const aliveMs = 30_000;

/**
 * Puts a backup in the place of a ledger, whole or not at all, on whichever engine; one of an older version is brought up to date.
 * A place that holds something is refused; with `force` what is there is moved aside: a file gets another name, of a server a
 * backup is made beside the one that is restored. Errors: backup-damaged, ledger-not-empty, ledger-in-use, ledger-*.
 */
export async function restoreLedger(backup: string, place: string, { force = false } = {}): Promise<Restored> {
  const file = resolve(backup);
  await checkBackup(file);
  const folder = await mkdtemp(join(tmpdir(), "datafeed-restore-"));
  try {
    // A copy: bringing it up to date must not change the backup.
    const copy = join(folder, "ledger.sqlite");
    await copyFile(file, copy);
    await using from = await openLedger(copy);
    const movedAside = await clear(place, dirname(file), force);
    await using to = await openLedger(place);
    const rows = await replace(from, to);
    return { ledger: from.id, rows, ...(movedAside === undefined ? {} : { movedAside }) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function replace(from: Ledger, to: Ledger): Promise<Readonly<Record<string, number>>> {
  return from.read((source) =>
    to.write(async (target) => {
      await emptyTables(target);
      return copyTables(source, target);
    }),
  );
}

/** Sees to it that nothing of worth is replaced. Answers with where it was moved to. */
async function clear(place: string, folder: string, force: boolean): Promise<string | undefined> {
  if (!isPostgres(place) && !(await isFile(place))) return undefined;
  const found = await look(place, force);
  if (found === "empty") return undefined;
  if (!force) {
    throw new DatafeedError("ledger-not-empty", "The ledger in that place holds something; it was not touched", {
      hint: "Restore into a new place, or say --force: what is there is moved aside.",
    });
  }
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  if (isPostgres(place)) {
    const { file } = await backupLedger(place, join(folder, `ledger-before-restore-${stamp}.sqlite`));
    return file;
  }
  const aside = `${place}.before-restore-${stamp}`;
  // Its log first: without it the file would be older than it is.
  for (const suffix of ["-wal", "-shm", ""]) if (await isFile(place + suffix)) await rename(place + suffix, aside + suffix);
  return aside;
}

/** What is in the place. One that is damaged is what backups are for. */
async function look(place: string, force: boolean): Promise<"empty" | "full"> {
  try {
    await using ledger = await openLedger(place);
    await refuseInUse(ledger);
    return (await isEmpty(ledger)) ? "empty" : "full";
  } catch (error) {
    if (force && error instanceof DatafeedError && error.code === "ledger-damaged") return "full";
    throw error;
  }
}

async function isEmpty(ledger: Ledger): Promise<boolean> {
  for (const table of ["obligations", "extracts", "tokens", "audit"] as const) {
    const row = await ledger.read((db) =>
      db
        .selectFrom(table)
        .select((column) => column.lit(1).as("one"))
        .limit(1)
        .executeTakeFirst(),
    );
    if (row !== undefined) return false;
  }
  return true;
}

async function refuseInUse(ledger: Ledger): Promise<void> {
  const rows = await ledger.read((db) =>
    db.selectFrom("runners").select("id").where("stopped_at", "is", null).where("seen_at", ">", ledger.now(-aliveMs)).execute(),
  );
  if (rows.length === 0) return;
  const names = rows.map(({ id }) => id).join(", ");
  throw new DatafeedError("ledger-in-use", `Runners work on the ledger ${ledger.place}: ${names}`, {
    hint: "Stop them first; one that was killed is forgotten after half a minute.",
  });
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
