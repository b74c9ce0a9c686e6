import type { RedshiftIam } from "../../../../schemas/generated/documents.ts";
import { messageOf } from "../../errors/datafeed-error.ts";
import { warehouseError } from "../errors.ts";
import type { SignIn } from "../postgres/server.ts";

/** AWS lets them last from 15 minutes to an hour; a connection lives on when they have ended. */
const durationSeconds = 900;
/** They are not used any more so long before they end: the clocks may differ. */
const marginMs = 60_000;

interface Minted extends SignIn {
  readonly endsAtMs: number;
}

/** What AWS answers, of either service. */
interface Answer {
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly ends: Date | undefined;
}

/**
 * Short-lived credentials of a database user, asked for when a connection needs them and kept until shortly before they end.
 * The caller is who the AWS SDK finds: environment, profile, role of the machine.
 */
export class IamCredentials {
  readonly #place: string;
  readonly #iam: RedshiftIam;
  readonly #database: string;
  #minted: Minted | undefined;

  /** `place` is the warehouse in words. */
  constructor(place: string, iam: RedshiftIam, database: string) {
    this.#place = place;
    this.#iam = iam;
    this.#database = database;
  }

  /** Errors: warehouse-credentials. */
  async signIn(signal: AbortSignal): Promise<SignIn> {
    if (this.#minted === undefined || this.#minted.endsAtMs - marginMs < Date.now()) this.#minted = await this.#mint(signal);
    const { user, password } = this.#minted;
    return { user, ...(password === undefined ? {} : { password }) };
  }

  async #mint(signal: AbortSignal): Promise<Minted> {
    const { user, password, ends } = await this.#ask(signal);
    if (user === undefined || password === undefined || ends === undefined) {
      throw warehouseError("warehouse-credentials", `AWS answered without credentials for the ${this.#place}.`);
    }
    return { user, password, endsAtMs: ends.getTime() };
  }

  async #ask(signal: AbortSignal): Promise<Answer> {
    try {
      const { workgroup } = this.#iam;
      return await (workgroup === undefined ? this.#ofCluster(signal) : this.#ofWorkgroup(workgroup, signal));
    } catch (error) {
      signal.throwIfAborted();
      const name = error instanceof Error ? error.name : "error";
      const said = `${name}: ${messageOf(error)}`.replace(/\.?\s*$/, "");
      throw warehouseError("warehouse-credentials", `AWS gave no credentials for the ${this.#place} (${said}).`, {
        cause: error,
      });
    }
  }

  async #ofCluster(abortSignal: AbortSignal): Promise<Answer> {
    const sdk = await import("@aws-sdk/client-redshift");
    const { cluster, databaseUser, region } = this.#iam;
    const client = new sdk.RedshiftClient(region === undefined ? {} : { region });
    const asked = { ClusterIdentifier: cluster, DbName: this.#database, DurationSeconds: durationSeconds };
    try {
      const answer =
        databaseUser === undefined
          ? await client.send(new sdk.GetClusterCredentialsWithIAMCommand(asked), { abortSignal })
          : await client.send(new sdk.GetClusterCredentialsCommand({ ...asked, DbUser: databaseUser, AutoCreate: false }), {
              abortSignal,
            });
      return { user: answer.DbUser, password: answer.DbPassword, ends: answer.Expiration };
    } finally {
      client.destroy();
    }
  }

  async #ofWorkgroup(workgroupName: string, abortSignal: AbortSignal): Promise<Answer> {
    const sdk = await import("@aws-sdk/client-redshift-serverless");
    const { region } = this.#iam;
    const client = new sdk.RedshiftServerlessClient(region === undefined ? {} : { region });
    try {
      const command = new sdk.GetCredentialsCommand({ workgroupName, dbName: this.#database, durationSeconds });
      const answer = await client.send(command, { abortSignal });
      return { user: answer.dbUser, password: answer.dbPassword, ends: answer.expiration };
    } finally {
      client.destroy();
    }
  }
}
