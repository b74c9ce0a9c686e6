import { timingSafeEqual } from "node:crypto";
import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { newId } from "./id.ts";
import type { Ledger } from "./ledger.ts";
import type { Tables } from "./tables.ts";
import { newTokenText, tokenIdOf, tokenSha256 } from "./token-text.ts";

/** A token for the HTTP API, without its secret. */
export interface Token {
  /** Public part. */
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** To the minute. */
  readonly lastUsedAt?: string;
  readonly revokedAt?: string;
  readonly state: "active" | "expired" | "revoked";
}

/** A token with its text, which is shown once and kept nowhere. */
export interface MadeToken extends Token {
  readonly token: string;
}

/** A token to make. */
export interface TokenOrder {
  /** Whose token it is. That the project has this user is for the caller to check. */
  readonly user: string;
  /** What it is for: 1 to 100 characters. */
  readonly name: string;
  /** Days until it expires, 1 to 366. Default: 90. */
  readonly days?: number;
  readonly createdBy: string;
}

/** For so many days a token holds unless it is said. */
export const defaultTokenDays = 90;
/** The longest that a token may hold. */
export const mostTokenDays = 366;
const dayMs = 86_400_000;

/** Makes a token. Errors: token-refused, ledger-*. */
export async function createToken(ledger: Ledger, order: TokenOrder): Promise<MadeToken> {
  const days = order.days ?? defaultTokenDays;
  if (!Number.isInteger(days) || days < 1 || days > mostTokenDays) {
    throw refused(`A token for ${days} days can't be made`, `Choose whole days, from 1 to ${mostTokenDays}.`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  if (!/^[^\u0000-\u001f\u007f]{1,100}$/u.test(order.name)) {
    throw refused("The name of a token is empty, too long or has control characters", "Take 1 to 100 characters.");
  }
  return ledger.write((db) => insert(ledger, db, order, days * dayMs));
}

/**
 * The token whose text this is, if it is one of this ledger's, whatever its state; its use is noted, to the minute. undefined
 * for any other text: what has a wrong checksum is refused without a look into the ledger.
 */
export async function findToken(ledger: Ledger, text: string): Promise<Token | undefined> {
  const id = tokenIdOf(text);
  if (id === undefined) return undefined;
  const row = await ledger.read((db) => rowOf(ledger, db, id));
  if (row === undefined || !equal(row.sha256, tokenSha256(text))) return undefined;
  if (row.revoked_at === null && !row.expired && row.stale) await noteUse(ledger, id);
  return tokenOf(row);
}

/** All tokens, newest first. */
export async function listTokens(ledger: Ledger): Promise<readonly Token[]> {
  const rows = await ledger.read((db) => select(ledger, db).orderBy("created_at", "desc").orderBy("id", "desc").execute());
  return rows.map(tokenOf);
}

/** Whether any token is active. */
export async function hasActiveToken(ledger: Ledger): Promise<boolean> {
  const row = await ledger.read((db) =>
    db
      .selectFrom("tokens")
      .select("id")
      .where("revoked_at", "is", null)
      .where("expires_at", ">", ledger.now())
      .limit(1)
      .executeTakeFirst(),
  );
  return row !== undefined;
}

/** Ends a token at once; one that was revoked before stays as it is. Errors: unknown-id, ledger-*. */
export async function revokeToken(ledger: Ledger, id: string, by: string): Promise<Token> {
  return ledger.write(async (db) => {
    await revoke(ledger, db, id, by);
    return tokenOf((await rowOf(ledger, db, id)) ?? unknown(id));
  });
}

/**
 * Revokes a token and makes another for the same user, of the same name and length of life, in one step. Errors: unknown-id,
 * token-refused when it is revoked already, ledger-*.
 */
export async function regenerateToken(ledger: Ledger, id: string, by: string): Promise<MadeToken> {
  return ledger.write(async (db) => {
    const old = (await rowOf(ledger, db, id)) ?? unknown(id);
    if (!(await revoke(ledger, db, id, by))) throw refused(`The token ${id} is revoked`, "Make a new one.");
    const lifeMs = Date.parse(old.expires_at) - Date.parse(old.created_at);
    return insert(ledger, db, { user: old.username, name: old.name, createdBy: by }, lifeMs);
  });
}

async function insert(ledger: Ledger, db: Transaction<Tables>, order: TokenOrder, lifeMs: number): Promise<MadeToken> {
  const id = newId();
  const token = newTokenText(id);
  await db
    .insertInto("tokens")
    .values({
      id,
      sha256: tokenSha256(token),
      username: order.user,
      name: order.name,
      created_by: order.createdBy,
      created_at: ledger.now(),
      expires_at: ledger.now(lifeMs),
    })
    .execute();
  return { ...tokenOf((await rowOf(ledger, db, id)) ?? unknown(id)), token };
}

/** Whether it was this call which revoked it. */
async function revoke(ledger: Ledger, db: Transaction<Tables>, id: string, by: string): Promise<boolean> {
  const row = await db
    .updateTable("tokens")
    .set({ revoked_at: ledger.now(), revoked_by: by })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Written at most once a minute: not every request is worth a write. */
async function noteUse(ledger: Ledger, id: string): Promise<void> {
  await ledger.write((db) => db.updateTable("tokens").set({ last_used_at: ledger.now() }).where("id", "=", id).execute());
}

type TokenRow = Selectable<Tables["tokens"]> & { readonly expired: number | boolean; readonly stale: number | boolean };

/** Its state is as of the ledger's clock. */
function select(ledger: Ledger, db: Kysely<Tables>) {
  return db
    .selectFrom("tokens")
    .selectAll()
    .select([
      sql<number | boolean>`expires_at <= ${ledger.now()}`.as("expired"),
      sql<number | boolean>`(last_used_at is null or last_used_at <= ${ledger.now(-60_000)})`.as("stale"),
    ]);
}

function rowOf(ledger: Ledger, db: Kysely<Tables>, id: string): Promise<TokenRow | undefined> {
  return select(ledger, db).where("id", "=", id).executeTakeFirst();
}

function tokenOf(row: TokenRow): Token {
  return {
    id: row.id,
    user: row.username,
    name: row.name,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
    state: row.revoked_at !== null ? "revoked" : row.expired ? "expired" : "active",
  };
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function refused(message: string, hint: string): DatafeedError {
  return new DatafeedError("token-refused", message, { hint });
}

function unknown(id: string): never {
  throw new DatafeedError("unknown-id", `No token has the id ${JSON.stringify(id)}.`, {
    hint: "`datafeed token list` shows them.",
  });
}
