import { defineErrors } from "../errors/catalogue.ts";
import { DatafeedError, type DatafeedErrorOptions } from "../errors/datafeed-error.ts";

/** What can go wrong with any warehouse. */
const common = defineErrors({
  "warehouse-unreachable": {
    meaning: "The warehouse did not answer: the host is unknown, the port is closed, or the network is down.",
    mend: "Check host and port of the connection, that the server runs, and that this machine may reach it; of a DuckDB file, that it is there (`datafeed sample` makes the sample's). `datafeed doctor` tries it.",
  },
  "warehouse-refused": {
    meaning: "The warehouse refused to let the role in: wrong password, unknown role or database, or no right to connect.",
    mend: "Check user, password and database of the connection, and the server's own rules of who may connect.",
  },
  "warehouse-busy": {
    meaning: "The warehouse has no free connection.",
    mend: "Lower `maxQueries` of the connection, or ask the operator for more connections.",
  },
  "warehouse-sql-refused": {
    meaning: "The warehouse refused the SQL of the extract: a wrong name, a wrong type, or text that it can't parse.",
    mend: "Compare the template with the warehouse; `datafeed sql NAME` prints the query.",
  },
  "warehouse-permission": {
    meaning: "The role may not read an object of the query.",
    mend: "Grant SELECT on the object to the role, or use a template that the role may read.",
  },
  "warehouse-timeout": {
    meaning: "The query took longer than the connection's `statementTimeout`.",
    mend: "Narrow the window or the filter, or raise `statementTimeout`.",
  },
  "warehouse-cancelled": {
    meaning: "The query was cancelled by somebody else, for example by an administrator of the warehouse.",
    mend: "Run it again; ask who cancelled it when it happens again.",
  },
  "warehouse-connection-lost": {
    meaning: "The connection broke in the middle of a query. Nothing was published.",
    mend: "Run it again. When it comes back, look at the warehouse's log and the network between.",
  },
  "warehouse-query-failed": {
    meaning: "The warehouse failed while it ran the query: a value that can't be cast, a division by zero, no memory, no disk.",
    mend: "Correct the data, the template or the warehouse; what the warehouse said of the values is in its own log.",
  },
  "warehouse-columns-changed": {
    meaning: "The columns that the warehouse announced do not fit the template. Nothing was read.",
    mend: "Bring the template's columns and types in line with the source, or cast in an expression.",
  },
  "warehouse-count-differs": {
    meaning: "The rows that arrived are not as many as the warehouse says it sent.",
    mend: "Run it again; when it comes back, report it: nothing was published.",
  },
});

/** PostgreSQL and what speaks its protocol. */
const postgres = defineErrors({
  "warehouse-tls": {
    meaning: "No secure connection could be made: the server offers none, or its certificate is not trusted.",
    mend: "Set `ssl` and `ca` of the connection; `verify-full` needs a certificate with the host's name, signed by a trusted authority.",
  },
  "warehouse-authentication-unsupported": {
    meaning: "The server asks for a way of authentication that the runner does not know.",
    mend: "Use a SCRAM or MD5 password; Redshift: `iam`, or a password that is not stored as `sha256|…`.",
  },
  "warehouse-protocol": {
    meaning: "The server sent something that does not belong to the PostgreSQL protocol.",
    mend: "Check that host and port are those of a PostgreSQL server, and what stands between (proxies, poolers).",
  },
});

/** What Redshift says beside PostgreSQL's errors. */
const redshift = defineErrors({
  "warehouse-credentials": {
    meaning:
      "AWS gave no credentials for the cluster or workgroup: nobody is signed in, the right is missing, or it is not found.",
    mend: "Check `iam` of the connection, the runner's AWS credentials, and their right to redshift:GetClusterCredentials… or redshift-serverless:GetCredentials.",
  },
  "warehouse-rule": {
    meaning: "The workload management of the cluster ended the query: a time limit of its queue or a query monitoring rule.",
    mend: "Narrow the window or the filter, run it when the queue is quiet, or ask the administrator of the cluster for another queue.",
  },
  "warehouse-conflict": {
    meaning:
      "The query met a transaction that changed the same tables, and the warehouse ended one of the two. Nothing was published.",
    mend: "Run it again; where it happens often, set the database to snapshot isolation.",
  },
});

/** DuckDB's files. */
const duckdb = defineErrors({
  "warehouse-locked": {
    meaning: "Another process has the DuckDB file open for writing, and DuckDB lets nobody read beside it.",
    mend: "Wait until that process has ended, or let it write another file and put that in place by a rename.",
  },
  "warehouse-damaged": {
    meaning:
      "The file is no DuckDB database that this version can read: another kind of file, a part of one, or a newer version's.",
    mend: "Restore the file, make it again (`datafeed sample` for the sample warehouse), or correct `path` of the connection.",
  },
});

/** The codes of this room. */
export const warehouseErrors = defineErrors({ ...common, ...postgres, ...redshift, ...duckdb });

export type WarehouseErrorCode = keyof typeof warehouseErrors;

/** A failure of a warehouse; the hint is the catalogue's unless another is given. */
export function warehouseError(code: WarehouseErrorCode, message: string, options: DatafeedErrorOptions = {}): DatafeedError {
  return new DatafeedError(code, message, { hint: warehouseErrors[code].mend, ...options });
}
