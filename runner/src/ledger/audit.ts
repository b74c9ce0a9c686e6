import { randomBytes } from "node:crypto";
import { newId } from "./id.ts";
import type { Ledger } from "./ledger.ts";
import type { Listed, Page } from "./list-outputs.ts";
import { holdsText } from "./search.ts";

/** Somebody did something, or was refused it. */
export interface AuditEntry {
  /** User name, `anonymous`, or `runner`. */
  readonly actor: string;
  readonly tokenId?: string;
  /** Address of the client; absent on the command line. */
  readonly client?: string;
  /** As in `run.dispatch`, `output.delete`, `token.create`. */
  readonly action: string;
  /** The extract, run, output or token. */
  readonly subject?: string;
  readonly outcome: "done" | "refused" | "failed";
  /** Without secrets and personal data. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** An entry, with its time. */
export interface AuditRecord extends AuditEntry {
  readonly at: string;
}

/** Which entries. */
export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  /** Part of the subject, without regard to case. */
  readonly search?: string;
}

/** Rows in one statement: each is ten parameters, of which PostgreSQL takes 65,535. */
const mostRows = 500;

/** Writes entries of the audit log, all at once; their time is the ledger's. Errors: ledger-*. */
export async function recordAudit(ledger: Ledger, ...entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    // Many entries fall into one second, more than five digits can tell apart.
    id: newId() + randomBytes(5).toString("hex"),
    at: ledger.now(),
    actor: entry.actor,
    token_id: entry.tokenId ?? null,
    client: entry.client ?? null,
    action: entry.action,
    subject: entry.subject ?? null,
    outcome: entry.outcome,
    detail: entry.detail === undefined ? null : JSON.stringify(entry.detail),
  }));
  await ledger.write(async (db) => {
    for (let from = 0; from < rows.length; from += mostRows) {
      await db
        .insertInto("audit")
        .values(rows.slice(from, from + mostRows))
        .execute();
    }
  });
}

/** A page of the audit log, newest first. */
export async function listAudit(
  ledger: Ledger,
  filter: AuditFilter = {},
  page: Page = {},
  direction: "asc" | "desc" = "desc",
): Promise<Listed<AuditRecord>> {
  return ledger.read(async (db) => {
    let matching = db.selectFrom("audit");
    if (filter.actor !== undefined) matching = matching.where("actor", "=", filter.actor);
    if (filter.action !== undefined) matching = matching.where("action", "=", filter.action);
    if (filter.search !== undefined) matching = matching.where(holdsText(filter.search, "subject"));
    const { total } = await matching.select((column) => column.fn.countAll().as("total")).executeTakeFirstOrThrow();
    const rows = await matching
      .selectAll()
      .orderBy("at", direction)
      .orderBy("id", direction)
      .limit(page.limit ?? 10)
      .offset(page.offset ?? 0)
      .execute();
    const items = rows.map((row) => ({
      at: row.at,
      actor: row.actor,
      ...(row.token_id === null ? {} : { tokenId: row.token_id }),
      ...(row.client === null ? {} : { client: row.client }),
      action: row.action,
      ...(row.subject === null ? {} : { subject: row.subject }),
      outcome: row.outcome,
      ...(row.detail === null ? {} : { detail: JSON.parse(row.detail) as NonNullable<AuditEntry["detail"]> }),
    }));
    return { items, total: Number(total) };
  });
}
