import type { Dialect } from "../../load/types.ts";
import type { Accepts } from "../match-columns.ts";
import type { Check } from "../warehouse.ts";
import type { PostgresConfig } from "./postgres-config.ts";
import type { Found, ServerError, Situation } from "./postgres-errors.ts";
import type { Session } from "./session.ts";

/** A server that speaks PostgreSQL's protocol: where it is, and what PostgreSQL and Redshift do differently. */
export interface Server {
  readonly name: string;
  readonly dialect: Dialect;
  readonly config: PostgresConfig;
  /** Who signs in. Asked for each connection: passwords may be short-lived. */
  signIn(signal: AbortSignal): Promise<SignIn>;
  /** Statements that set a session up, as one text. */
  readonly settings: string;
  /** One more, which older servers don't know: what they say to it is not heard. */
  readonly optionalSetting?: string;
  /** Begins the transaction in which a query is counted and read; `label` names who asks. */
  begin(label: string | undefined): string;
  /** Puts what a test gives into the transaction that has begun; it is rolled back in the end, as every one is. */
  fill?(session: Session): Promise<void>;
  /** Whether a request to cancel goes without TLS, as the vendor's own driver sends it. */
  readonly cancelsInClear: boolean;
  /** What an error means that PostgreSQL does not know so; undefined: what it means there. */
  meaning?(error: ServerError, situation: Situation): Found | undefined;
  /** Names of types that PostgreSQL does not have, by OID. */
  readonly typeNames: ReadonlyMap<number, string>;
  readonly accepts: Accepts;
  /** What `doctor` prints. */
  check(signal: AbortSignal): Promise<readonly Check[]>;
}

/** A user and its password; without one, none is sent. */
export interface SignIn {
  readonly user: string;
  readonly password?: string;
}
