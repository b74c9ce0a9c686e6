import { redshift } from "../../compile/dialects/redshift.ts";
import { placeOf } from "../postgres/postgres-config.ts";
import type { Server } from "../postgres/server.ts";
import { timeoutSetting } from "../postgres/session.ts";
import { checkRedshift } from "./check-redshift.ts";
import { IamCredentials } from "./iam-credentials.ts";
import type { RedshiftConfig } from "./redshift-config.ts";
import { redshiftMeaning } from "./redshift-errors.ts";
import { redshiftAccepts, redshiftTypeNames } from "./source-types.ts";

/** Redshift keeps so many characters of a label. */
const labelLength = 320;

/**
 * Amazon Redshift: PostgreSQL 8.0's protocol with fewer settings. Floats have up to two digits more, not three, and there is no
 * default of read-only transactions, so each says it. What has not met a cluster is listed in docs/redshift.md; `doctor` tries it.
 */
export function redshiftServer(name: string, config: RedshiftConfig): Server {
  const { user, password, iam } = config;
  const minted = iam === undefined ? undefined : new IamCredentials(placeOf(name, config), iam, config.database);
  const server: Server = {
    name,
    dialect: "redshift",
    config,
    signIn: async (signal) => (await minted?.signIn(signal)) ?? { user, ...(password === undefined ? {} : { password }) },
    settings: [
      "SET timezone TO 'UTC'",
      "SET datestyle TO 'ISO, YMD'",
      "SET extra_float_digits TO 2",
      timeoutSetting(config),
    ].join("; "),
    begin: (label) =>
      [`BEGIN${config.readOnly ? " READ ONLY" : ""}`, ...labelled(config.queryGroup ?? (label && `datafeed ${label}`))].join(
        "; ",
      ),
    // Amazon's JDBC driver does the same, whatever its TLS is: the request names a connection and nothing else.
    cancelsInClear: true,
    meaning: redshiftMeaning,
    typeNames: redshiftTypeNames,
    accepts: redshiftAccepts,
    check: (signal) => checkRedshift(server, signal),
  };
  return server;
}

/** Undone with the transaction, so that the next query of the connection has its own. */
function labelled(label: string | undefined): readonly string[] {
  return label === undefined ? [] : [`SET query_group TO ${redshift.literal(label.slice(0, labelLength))}`];
}
