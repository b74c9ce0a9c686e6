import type { FastifyBaseLogger } from "fastify";
import type { Readiness } from "../../../schemas/generated/api.ts";
import type { Caller, Commands, Role } from "../commands/commands.ts";
import type { AuditEntry } from "../ledger/audit.ts";
import type { IdempotencyState, IdempotentRequest } from "../ledger/idempotency.ts";
import type { Token } from "../ledger/tokens.ts";
import type { Limits } from "./limits.ts";

/** What the API is made of; the daemon hands it in. */
export interface ApiOptions {
  readonly version: string;
  /** What a caller may ask. It shows nobody what they may not know of. */
  commandsFor(caller: Caller): Commands;
  /** The token whose text this is, whatever its state. */
  findToken(text: string): Promise<Token | undefined>;
  /** The role that the project gives a user now; undefined: it does not know them (any more). */
  roleOf(user: string): Role | undefined;
  /** Writes the audit log. */
  recordAudit(entries: readonly AuditEntry[]): Promise<void>;
  readonly idempotency: IdempotencyStore;
  readonly readiness: () => Promise<Readiness>;
  /** In the text format of Prometheus. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** Hears of each answer. `route` is the pattern of the address. */
  readonly onAnswered?: (answer: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }) => void;
  /** The path that a signed link opens. */
  readonly openLink?: (signed: string) => Promise<string | undefined>;
  /** What the webhook of a Git repository is signed with, and what it sets off. */
  readonly webhook?: { readonly secret: string; nudge(): void };
  readonly limits?: Partial<Limits>;
  /** Certificate with its chain, and key: PEM. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer };
  /** Proxies whose X-Forwarded-For is believed: addresses or networks. */
  readonly trustProxy?: string;
  readonly log?: FastifyBaseLogger;
  /** How long entries about reading wait before they are written together. Default: 5 s. */
  readonly auditDelayMs?: number;
}

/** Keeps the answers to requests that carry an Idempotency-Key. */
export interface IdempotencyStore {
  begin(request: IdempotentRequest): Promise<IdempotencyState>;
  finish(request: IdempotentRequest, answer: { readonly status: number; readonly body: string }): Promise<void>;
  drop(request: IdempotentRequest): Promise<void>;
}
