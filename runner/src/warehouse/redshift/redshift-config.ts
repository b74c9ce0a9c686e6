import type { RedshiftConnection, RedshiftIam } from "../../../../schemas/generated/documents.ts";
import { type PostgresConfig, postgresConfig } from "../postgres/postgres-config.ts";

/** A Redshift connection with its defaults filled in and its references resolved. */
export interface RedshiftConfig extends PostgresConfig {
  /** Asks AWS who signs in; `user` then only stands in messages until AWS has said the name. */
  readonly iam?: RedshiftIam;
  /** Label of the queries; absent: the run. */
  readonly queryGroup?: string;
  readonly readOnly: boolean;
}

/** Reads a connection; a relative `ca` counts from `folder`, that of the connections file. `load` has checked who signs in. */
export function redshiftConfig(connection: RedshiftConnection, folder: string): RedshiftConfig {
  const { type: _, port = 5439, user, iam, queryGroup, readOnly = true, ...common } = connection;
  return {
    ...postgresConfig({ type: "postgres", ...common, port, user: user ?? iam?.databaseUser ?? "iam" }, folder),
    readOnly,
    ...(iam === undefined ? {} : { iam }),
    ...(queryGroup === undefined ? {} : { queryGroup }),
  };
}
