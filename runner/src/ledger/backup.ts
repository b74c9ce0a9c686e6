import { randomBytes } from "node:crypto";
import { chmod, link, open, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import Database from "better-sqlite3";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { copyTables } from "./copy-tables.ts";
import { type Ledger, openLedger } from "./ledger.ts";

/** A backup that was written and read again. */
export interface Backup {
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
  readonly ledger: string;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Writes a copy of a ledger, as of one moment, to a new file: a SQLite ledger of the same tables, whichever engine it comes
 * from, so that it can be restored into either. Runners go on meanwhile. The file has its name only when it is whole and was checked.
 * Errors: backup-exists, backup-failed, ledger-*.
 */
export async function backupLedger(place: string, to: string): Promise<Backup> {
  const file = resolve(to);
  if (await exists(file)) throw backupExists(file);
  if (!isPostgres(place) && !(await exists(place))) throw noLedger(place);
  const part = `${file}.part-${randomBytes(4).toString("hex")}`;
  try {
    const ledger = await writeCopy(place, part);
    await sync(part);
    const rows = await checkBackup(part);
    // A name is given once; what somebody has written meanwhile stays.
    await link(part, file);
    await syncFolder(dirname(file));
    const { size } = await stat(file);
    return { file, bytes: size, ledger, rows };
  } catch (error) {
    throw explained(error, file);
  } finally {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) await rm(part + suffix, { force: true }).catch(() => {});
  }
}

/** The copy's ledger id. */
async function writeCopy(place: string, part: string): Promise<string> {
  await using ledger = await openLedger(place);
  await refuseNewer(ledger);
  // It holds what tokens are compared with, and the key of links.
  await (await open(part, "wx", 0o600)).close();
  if (isPostgres(place)) await copyFromServer(ledger, part);
  else vacuumInto(place, part);
  await chmod(part, 0o600);
  return ledger.id;
}

/** A transaction that only reads: in WAL mode it neither waits for writers nor keeps them waiting. */
function vacuumInto(place: string, part: string): void {
  const database = new Database(place, { readonly: true, fileMustExist: true, timeout: 10_000 });
  try {
    database.prepare("vacuum into ?").run(part);
  } finally {
    database.close();
  }
}

async function copyFromServer(ledger: Ledger, part: string): Promise<void> {
  {
    await using copy = await openLedger(part);
    await ledger.snapshot((from) =>
      copy.write(async (to) => {
        await to.deleteFrom("ledger").execute();
        await copyTables(from, to);
      }),
    );
  }
  // One file, without its log beside it.
  const database = new Database(part);
  try {
    database.pragma("journal_mode = delete");
  } finally {
    database.close();
  }
}

/**
 * Reads a backup through: pages, references, and that it is one. Answers with its rows by table. Errors: backup-damaged,
 * backup-failed.
 */
export async function checkBackup(file: string): Promise<Readonly<Record<string, number>>> {
  let database: Database.Database;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true });
  } catch (error) {
    throw damaged(file, messageOf(error), error);
  }
  try {
    const problems = database.pragma("integrity_check", { simple: true });
    if (problems !== "ok") throw damaged(file, String(problems));
    if ((database.pragma("foreign_key_check") as unknown[]).length > 0)
      throw damaged(file, "rows refer to others that are missing");
    const tables = database.prepare("select name from sqlite_master where type = 'table'").pluck().all() as readonly string[];
    if (!tables.includes("datafeed_migrations")) throw damaged(file, "it holds no ledger");
    return Object.fromEntries(
      tables
        .filter((name) => !name.startsWith("datafeed_migrations") && !name.startsWith("sqlite_"))
        .map((name) => [name, Number(database.prepare(`select count(*) from "${name}"`).pluck().get())]),
    );
  } catch (error) {
    throw error instanceof DatafeedError ? error : damaged(file, messageOf(error), error);
  } finally {
    database.close();
  }
}

/** Tables that a newer version has made would be left out. */
async function refuseNewer(ledger: Ledger): Promise<void> {
  const unknown = await ledger.unknownMigrations();
  if (unknown.length === 0) return;
  throw new DatafeedError("ledger-newer", `The ledger ${ledger.place} was changed by a newer version (${unknown.join(", ")})`, {
    hint: "Make the backup with that version; this one would leave out what it does not know.",
  });
}

/** Whether a place of a ledger is a PostgreSQL. */
export function isPostgres(place: string): boolean {
  return /^postgres(ql)?:\/\//.test(place);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function noLedger(place: string): DatafeedError {
  return new DatafeedError("backup-failed", `There is no ledger at ${place}`, { hint: "Name it with --ledger." });
}

function backupExists(file: string): DatafeedError {
  return new DatafeedError("backup-exists", `${file} exists; it was not overwritten`, { hint: "Choose another name." });
}

function damaged(file: string, why: string, cause?: unknown): DatafeedError {
  return new DatafeedError(
    "backup-damaged",
    `${file} is no backup that can be used: ${why}`,
    cause === undefined ? {} : { cause },
  );
}

/** The ledger's own errors are about the copy when they speak of room or rights. */
function explained(error: unknown, file: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EEXIST") return backupExists(file);
  if (/^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL|ledger-full)$/.test(code) || /^SQLITE_IOERR/.test(code)) {
    return new DatafeedError("backup-failed", `No room left for the backup ${file}`, {
      hint: "Nothing was left behind. Make room and try again.",
      cause: error,
    });
  }
  if (/^(EACCES|EPERM|EROFS|ENOENT|ENOTDIR|SQLITE_CANTOPEN|SQLITE_READONLY)/.test(code)) {
    return new DatafeedError("backup-failed", `The backup ${file} can't be written: ${messageOf(error)}`, {
      hint: "Name a folder that exists and that you may write to.",
      cause: error,
    });
  }
  return error;
}
