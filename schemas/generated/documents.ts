// Generated from schemas/*.schema.json by `npm run generate`. Do not edit.

export type AnyDocument = Project | Connections | Extract | Schedule | Feed | Template | Test;
/**
 * Who is told of what, beside the log. Default: the project's.
 */
export type Notify = NotifyRule[];
/**
 * How a value is hidden. `full`: `***` for text, empty for everything else. `last4`: `***` and the last four characters. `redact`: each character but white space becomes `*`.
 */
export type Mask = "full" | "last4" | "redact";
/**
 * A warehouse, by its type.
 */
export type WarehouseConnection = (DuckdbConnection | PostgresConnection | RedshiftConnection) & {
  /**
   * The kind of warehouse.
   */
  type: "duckdb" | "postgres" | "redshift";
};
/**
 * Transport security. `disable`: none. `require`: encrypted, any certificate. `verify-ca`: the chain is checked. `verify-full`: the chain and the host name are checked.
 */
export type PostgresSsl = "disable" | "require" | "verify-ca" | "verify-full";
/**
 * Transport security. `disable`: none. `require`: encrypted, any certificate. `verify-ca`: the chain is checked. `verify-full`: the chain and the host name are checked.
 */
export type PostgresSsl1 = "disable" | "require" | "verify-ca" | "verify-full";
/**
 * A destination, by its type.
 */
export type DestinationConnection = (FileDestination | S3Destination | SftpDestination) & {
  /**
   * The kind of destination.
   */
  type: "file" | "s3" | "sftp";
};
/**
 * Transport security. `disable`: none. `verify-full`: encrypted, the chain and the host name are checked.
 */
export type KafkaTls = "disable" | "verify-full";
/**
 * The columns, in order: `all`, or a list of field names, each with an optional new name and a mask.
 */
export type Fields = "all" | [string | SelectedField, ...(string | SelectedField)[]];
/**
 * Which rows: `all`, `any` or `not` of other filters, or conditions by field.
 */
export type Filter = Record<string, unknown>;
/**
 * Data checks: what must be true of a window's rows before they are published. A template's hold for each of its extracts.
 *
 * @minItems 1
 * @maxItems 100
 */
export type Checks = [DocumentCheck, ...DocumentCheck[]];
/**
 * SQL text: one for every warehouse, or one for each dialect where they differ.
 */
export type DialectText =
  | string
  | {
      /**
       * The text for DuckDB.
       */
      duckdb?: string;
      /**
       * The text for PostgreSQL.
       */
      postgres?: string;
      /**
       * The text for Amazon Redshift.
       */
      redshift?: string;
    };
/**
 * When the extract runs: the name of a Schedule document, or the schedule itself. Either this or `window`.
 */
export type ExtractSchedule = string | InlineSchedule;
/**
 * The length of a window: a calendar day, week or month. Either this or `cron`.
 */
export type Every = "day" | "week" | "month";
/**
 * The run day: a weekday for `every: week`, a day of the month (31 means the last) for `every: month`.
 */
export type Day = ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday") | number;
/**
 * The day on which a weekly window starts. Default: the project's.
 */
export type WeekStart = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
/**
 * What becomes of windows that were missed: `all` are run, only the `latest`, or `none`.
 */
export type Catchup = "all" | "latest" | "none";
/**
 * What happens when a window is due while another of the same extract runs.
 */
export type Overlap = "queue" | "parallel";
/**
 * What raises it: a row that is there for the first time, or one that has changed.
 */
export type Raise = ("insert" | "update") | ["insert" | "update", ...("insert" | "update")[]];
/**
 * The same value in every row.
 */
export type Constant = string | number | boolean;
/**
 * The same value in every row.
 */
export type Constant1 = string | number | boolean;
/**
 * The type of the value.
 */
export type FieldType =
  "string" | "integer" | "decimal" | "float64" | "boolean" | "instant" | "date" | "uuid" | "bytes" | "json";
/**
 * What kind of personal data a field holds, from the least to the most sensitive. `none` states that an expression holds none.
 */
export type PiiClass =
  "none" | "identifier" | "name" | "phone" | "email" | "address" | "account" | "recording" | "free-text" | "sensitive";

/**
 * The project: products, users, defaults, masking and grants. One document, in datafeed.yaml.
 */
export interface Project {
  /**
   * The kind of this document.
   */
  kind: "Project";
  /**
   * Version of the document format.
   */
  version: 1;
  /**
   * The oldest version of Datafeed that may run the project's schedules; older runners leave the work to others.
   */
  minRunner?: string;
  /**
   * The organisation whose data these are.
   */
  organization: string;
  /**
   * Link to the conversation viewer, shown in the editor's user menu.
   */
  viewer?: string;
  /**
   * The people who own extracts, by user name.
   */
  users: {
    [k: string]: User;
  };
  /**
   * The products whose data can be extracted, by id.
   */
  products: {
    [k: string]: Product;
  };
  defaults?: Defaults;
  masking?: Masking;
  /**
   * Fields whose personal data may be read in the clear: which, who approved it, why, until when.
   */
  grants?: Grant[];
  rules?: Rules;
}
export interface User {
  /**
   * What the user may do on a server. `admin`: everything. `developer`: run and dispatch. `viewer`: list and download.
   */
  role: "admin" | "developer" | "viewer";
  /**
   * The name that people see.
   */
  name?: string;
  /**
   * The user's Git name or e-mail address, for the owner of new extracts.
   */
  git?: string;
}
export interface Product {
  /**
   * The name that people see.
   */
  name: string;
  /**
   * The warehouse of connections.yaml which holds the product's data.
   */
  warehouse: string;
  /**
   * The templates that the product offers. Without it: all.
   *
   * @minItems 1
   *
   * Items: Name of a document, unique among its kind in the project without regard to case.
   */
  templates?: [string, ...string[]];
}
/**
 * What documents of this project leave out.
 */
export interface Defaults {
  /**
   * An IANA time zone; offsets and abbreviations are none.
   */
  timezone?: string;
  /**
   * The day on which a weekly window starts.
   */
  weekStart?: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
  /**
   * The destination of connections.yaml to which files go.
   */
  to?: string;
  retention?: Retention;
  notify?: Notify;
  /**
   * So long after it is due an unpublished window counts as late.
   */
  lateAfter?: string;
}
/**
 * Which published files are kept; pinned ones always are. Removed files leave their manifest and `<file>.deleted`. Default: the project's, else all are kept; of a daily export all, since dates are answered by them.
 */
export interface Retention {
  /**
   * Files that were published longer ago are removed.
   */
  days?: number;
  /**
   * Only so many of the newest are kept.
   */
  keep?: number;
}
export interface NotifyRule {
  /**
   * A notifier of connections.yaml.
   */
  to: string;
  /**
   * `failure`: a run failed for good. `late`: a window is not published `lateAfter` its due time. `recovery`: the next success after one of these. `success`: every publication. `drift`: rows arrived after a window was published.
   *
   * @minItems 1
   */
  events: ["failure" | "late" | "recovery" | "success" | "drift", ...("failure" | "late" | "recovery" | "success" | "drift")[]];
}
/**
 * The mask for each class of personal data. A class that is not named gets `full`.
 */
export interface Masking {
  [k: string]: Mask;
}
export interface Grant {
  /**
   * The template whose fields are meant.
   */
  template: string;
  /**
   * The fields that may be read in the clear.
   *
   * @minItems 1
   *
   * Items: Name of a field, as people see it in the column header.
   */
  fields: [string, ...string[]];
  /**
   * The extracts for which it holds. Without it: all.
   *
   * @minItems 1
   *
   * Items: Name of a document, unique among its kind in the project without regard to case.
   */
  extracts?: [string, ...string[]];
  /**
   * The user who approved it.
   */
  approvedBy: string;
  /**
   * Why it is needed.
   */
  reason: string;
  /**
   * The last day (UTC) on which it holds, YYYY-MM-DD.
   */
  until: string;
}
/**
 * What a change may do without being stopped. A change is judged by the rules of the state that it is compared with, never by its own.
 */
export interface Rules {
  /**
   * `error`: the change fails. `warn`: it is said. `ignore`: nothing is said.
   */
  sharedPii?: "error" | "warn" | "ignore";
  /**
   * `error`: the change fails. `warn`: it is said. `ignore`: nothing is said.
   */
  exposure?: "error" | "warn" | "ignore";
  /**
   * `error`: the change fails. `warn`: it is said. `ignore`: nothing is said.
   */
  unknownOrigin?: "error" | "warn" | "ignore";
  /**
   * `error`: the change fails. `warn`: it is said. `ignore`: nothing is said.
   */
  owner?: "error" | "warn" | "ignore";
  /**
   * `error`: the change fails. `warn`: it is said. `ignore`: nothing is said.
   */
  breaking?: "error" | "warn" | "ignore";
  /**
   * `error`: the change fails. `warn`: it is said. `ignore`: nothing is said.
   */
  ownPolicy?: "error" | "warn" | "ignore";
  /**
   * So many days ahead a new or extended grant may end at most. Without it: any day.
   */
  grantDays?: number;
}
/**
 * The operator's part: warehouses and destinations with their hosts and credentials. Fields marked secret accept ${env:NAME} and ${file:PATH}; a relative PATH counts from the folder of this file.
 */
export interface Connections {
  /**
   * The kind of this document.
   */
  kind: "Connections";
  /**
   * The warehouses, by name.
   */
  warehouses: {
    [k: string]: WarehouseConnection;
  };
  /**
   * The destinations of files, by name.
   */
  destinations: {
    [k: string]: DestinationConnection;
  };
  /**
   * The brokers that feeds send events to, by name.
   */
  brokers?: {
    [k: string]: KafkaConnection;
  };
  /**
   * Who can be told of what happens, by name.
   */
  notifiers?: {
    [k: string]: WebhookNotifier;
  };
}
/**
 * A DuckDB warehouse: a database file, or memory with views over data files.
 */
export interface DuckdbConnection {
  /**
   * The kind of warehouse.
   */
  type: "duckdb";
  /**
   * The database file, relative to the project, or `:memory:`.
   */
  path?: string;
  /**
   * Views over data files, by name (`schema.view` or `view`).
   */
  views?: {
    [k: string]: FileView;
  };
  /**
   * Folders that queries may read beside the files of `views`, relative to the project.
   */
  folders?: string[];
  /**
   * Threads that a query may use.
   */
  threads?: number;
  /**
   * Memory that the engine may use.
   */
  memoryLimit?: string;
  /**
   * The longest time a query may take.
   */
  statementTimeout?: string;
  /**
   * The most queries at a time.
   */
  maxQueries?: number;
}
/**
 * Data files, as a view.
 */
export interface FileView {
  /**
   * Path or glob of the files, relative to the project.
   */
  files: string;
  /**
   * The format of the files.
   */
  format: "parquet" | "csv" | "json";
  /**
   * Column types for csv and json, where detection would guess.
   */
  columns?: {
    [k: string]: string;
  };
}
/**
 * A PostgreSQL warehouse.
 */
export interface PostgresConnection {
  /**
   * The kind of warehouse.
   */
  type: "postgres";
  /**
   * The host.
   */
  host: string;
  /**
   * The port.
   */
  port?: number;
  /**
   * The database.
   */
  database: string;
  /**
   * The role; it should hold SELECT on the named objects and nothing else.
   */
  user: string;
  /**
   * The role's password, best as a reference.
   */
  password?: string;
  ssl?: PostgresSsl;
  /**
   * A file with the certificates to trust (PEM); a relative path counts from the folder of the connections file.
   */
  ca?: string;
  /**
   * The longest time a query may take.
   */
  statementTimeout?: string;
  /**
   * The most queries at a time.
   */
  maxQueries?: number;
}
/**
 * An Amazon Redshift warehouse: a provisioned cluster or a serverless workgroup.
 */
export interface RedshiftConnection {
  /**
   * The kind of warehouse.
   */
  type: "redshift";
  /**
   * The host.
   */
  host: string;
  /**
   * The port.
   */
  port?: number;
  /**
   * The database.
   */
  database: string;
  /**
   * The database user. Left out with `iam`, which says who it is.
   */
  user?: string;
  /**
   * The user's password, best as a reference.
   */
  password?: string;
  iam?: RedshiftIam;
  /**
   * Label of the queries (`query_group`), by which a queue of the cluster may take them. Default: `datafeed` and the run.
   */
  queryGroup?: string;
  /**
   * Read in read-only transactions, a seat belt beside the user's grants. `false` for external tables and datashares before patch 204, which can't be read so.
   */
  readOnly?: boolean;
  ssl?: PostgresSsl1;
  /**
   * A file with the certificates to trust (PEM); a relative path counts from the folder of the connections file.
   */
  ca?: string;
  /**
   * The longest time a query may take.
   */
  statementTimeout?: string;
  /**
   * The most queries at a time.
   */
  maxQueries?: number;
}
/**
 * Short-lived credentials from AWS, in place of user and password.
 */
export interface RedshiftIam {
  /**
   * The identifier of a provisioned cluster. Either this or `workgroup`.
   */
  cluster?: string;
  /**
   * The name of a serverless workgroup.
   */
  workgroup?: string;
  /**
   * The region. Default: the environment's.
   */
  region?: string;
  /**
   * The database user to become (cluster only). Default: the one that AWS maps the caller to.
   */
  databaseUser?: string;
}
/**
 * A folder.
 */
export interface FileDestination {
  /**
   * The kind of destination.
   */
  type: "file";
  /**
   * The folder, relative to the project.
   */
  path: string;
}
/**
 * A bucket of Amazon S3, or of a store that honours `If-None-Match` as it does.
 */
export interface S3Destination {
  /**
   * The kind of destination.
   */
  type: "s3";
  /**
   * The bucket.
   */
  bucket: string;
  /**
   * Where in the bucket; a folder, without a slash at either end.
   */
  prefix?: string;
  /**
   * The bucket's region. Default: the environment's.
   */
  region?: string;
  /**
   * The store's address, where it is not Amazon's.
   */
  endpoint?: string;
  /**
   * Address buckets by path, as most stores beside Amazon's want it.
   */
  pathStyle?: boolean;
  /**
   * The key's id. Default: the environment's credentials (profile, role, instance).
   */
  accessKeyId?: string;
  /**
   * The key's secret, best as a reference.
   */
  secretAccessKey?: string;
  /**
   * The token of temporary credentials.
   */
  sessionToken?: string;
  /**
   * Encryption at rest, asked for with each object. Default: the bucket's.
   */
  encryption?: "AES256" | "aws:kms";
  /**
   * The key of `aws:kms`.
   */
  kmsKey?: string;
  /**
   * The folder on this machine in which files are written before they are sent, relative to the project; as large as the largest output. Default: a folder of this user in the system's folder for temporary files.
   */
  spool?: string;
}
/**
 * A folder on an SSH server.
 */
export interface SftpDestination {
  /**
   * The kind of destination.
   */
  type: "sftp";
  /**
   * The host.
   */
  host: string;
  /**
   * The port.
   */
  port?: number;
  /**
   * The user.
   */
  user: string;
  /**
   * The user's password, best as a reference.
   */
  password?: string;
  /**
   * The user's private key (OpenSSH or PEM), as a reference to its file.
   */
  privateKey?: string;
  /**
   * The private key's passphrase.
   */
  passphrase?: string;
  /**
   * Fingerprints of the keys by which the server is known (`ssh-keygen -lf`); no other server is spoken to.
   *
   * @minItems 1
   */
  hostKeys: [string, ...string[]];
  /**
   * The folder; relative to the user's home, or absolute.
   */
  path: string;
  /**
   * The folder on this machine in which files are written before they are sent, relative to the project; as large as the largest output. Default: a folder of this user in the system's folder for temporary files.
   */
  spool?: string;
}
/**
 * An Apache Kafka cluster, or a service that speaks its protocol.
 */
export interface KafkaConnection {
  /**
   * The kind of broker.
   */
  type: "kafka";
  /**
   * Brokers to begin with, as `host:port`; the others are learned from them.
   *
   * @minItems 1
   */
  servers: [string, ...string[]];
  tls?: KafkaTls;
  /**
   * A file with the certificates to trust (PEM); a relative path counts from the folder of the connections file.
   */
  ca?: string;
  /**
   * The client's own certificate (PEM), as a reference to its file, where the cluster asks for one.
   */
  certificate?: string;
  /**
   * The key of `certificate` (PEM), as a reference to its file.
   */
  privateKey?: string;
  sasl?: KafkaSasl;
  /**
   * How batches of records are compressed.
   */
  compression?: "none" | "gzip" | "zstd";
  /**
   * The compacted topic in which transactional feeds keep their positions.
   */
  positions?: string;
}
/**
 * How the client says who it is.
 */
export interface KafkaSasl {
  /**
   * The mechanism.
   */
  mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
  /**
   * The user.
   */
  username: string;
  /**
   * The user's password, best as a reference.
   */
  password: string;
}
/**
 * An address that is told by a POST with JSON.
 */
export interface WebhookNotifier {
  /**
   * The kind of notifier.
   */
  type: "webhook";
  /**
   * The address, best as a reference: who knows it can post there.
   */
  url: string;
  /**
   * Signs the body: header `Datafeed-Signature: sha256=…` (HMAC-SHA256, hex).
   */
  secret?: string;
}
/**
 * An extract: which data, of which window, in which file.
 */
export interface Extract {
  /**
   * The kind of this document.
   */
  kind: "Extract";
  /**
   * Name of a document, unique among its kind in the project without regard to case.
   */
  name: string;
  /**
   * A stable identity, so that a change of name is seen as a rename and not as a new document.
   */
  id?: string;
  /**
   * What the extract is for.
   */
  description?: string;
  /**
   * A product's id in datafeed.yaml; it chooses the warehouse.
   */
  product: string;
  /**
   * A user of datafeed.yaml.
   */
  owner: string;
  /**
   * true: everybody in the organisation may see and download it; false: its owner and admins.
   */
  shared?: boolean;
  /**
   * true: the readers of the files know that this change of its columns breaks what they have built. Remove it with the next change.
   */
  breaking?: boolean;
  /**
   * The template that says what can be extracted.
   */
  template: string;
  fields?: Fields;
  filter?: Filter;
  /**
   * `latest`: of rows that are versions of one thing (the template says which) the newest in the window alone, before the filter. `none`: all.
   */
  dedupe?: "none" | "latest";
  checks?: Checks;
  window?: ImmediateWindow;
  schedule?: ExtractSchedule;
  /**
   * false: the schedule stands still; nothing new is owed until it is true again. The reviewed form of `datafeed pause`.
   */
  enabled?: boolean;
  ready?: Readiness;
  /**
   * The longest time a run may take. Default: only the warehouse's statement timeout.
   */
  timeout?: string;
  retries?: Retries;
  output?: Output;
  /**
   * `daily`: each day's document has an address of its own, `/v1/exports/NAME/DATE`, and does not change once it is published. Needs `every: day`, `format: json`, and no compression.
   */
  export?: "daily";
  retention?: Retention;
  notify?: Notify;
}
export interface SelectedField {
  /**
   * A field of the template.
   */
  field: string;
  /**
   * The name of the column in the file. Without it: the field's.
   */
  as?: string;
  mask?: Mask;
}
/**
 * One data check: one of `notNull`, `unique`, `accepted`, `rows`, `fresh` and `sql`. Fields are the template's, selected or not.
 */
export interface DocumentCheck {
  /**
   * Each of these fields has a value in every row.
   *
   * @minItems 1
   *
   * Items: Name of a field, as people see it in the column header.
   */
  notNull?: [string, ...string[]];
  /**
   * No two rows have the same values of all these fields together. Rows where one of them is NULL don't count.
   *
   * @minItems 1
   *
   * Items: Name of a field, as people see it in the column header.
   */
  unique?: [string, ...string[]];
  accepted?: AcceptedValues;
  rows?: RowRange;
  fresh?: Freshness;
  sql?: DialectText;
  /**
   * What the check is called in messages. Default: what it checks.
   */
  name?: string;
  /**
   * `error`: nothing is published. `warn`: the file is published, and the run says so.
   */
  severity?: "error" | "warn";
}
/**
 * By field, the values that it may have. NULL is accepted; `notNull` refuses it.
 */
export interface AcceptedValues {
  /**
   * The values that the field may have.
   *
   * @minItems 1
   * @maxItems 10000
   */
  [k: string]: [string | number | boolean, ...(string | number | boolean)[]];
}
/**
 * How many rows the window has: from `min` to `max`, both included.
 */
export interface RowRange {
  /**
   * The fewest rows.
   */
  min?: number;
  /**
   * The most rows.
   */
  max?: number;
}
/**
 * The newest value of `field` is at most `within` older than the window's end. A window without rows is not fresh.
 */
export interface Freshness {
  /**
   * A field of type instant.
   */
  field: string;
  /**
   * How old it may be at the window's end.
   */
  within: string;
}
/**
 * The window of an immediate extract: from `start` (included) to `end` (not included). Either this or `schedule`; with neither the extract is only dispatched.
 */
export interface ImmediateWindow {
  /**
   * The first moment that belongs to the window: YYYY-MM-DD or YYYY-MM-DDTHH:mm[:ss], in `timezone` or with an offset or Z. Always in quotes.
   */
  start: string;
  /**
   * The first moment after the window, written like `start`.
   */
  end: string;
  /**
   * The IANA zone in which `start` and `end` are read, and local columns are written. Default: the project's.
   */
  timezone?: string;
}
export interface InlineSchedule {
  /**
   * The name of a Schedule document, where `start` is given beside it.
   */
  use?: string;
  every?: Every;
  /**
   * A cron expression of five fields; a window goes from tick to tick. Either this or `every`.
   */
  cron?: string;
  day?: Day;
  /**
   * The time of day of the run, HH:mm, in the schedule's time zone.
   */
  at?: string;
  /**
   * An IANA time zone; offsets and abbreviations are none.
   */
  timezone?: string;
  weekStart?: WeekStart;
  /**
   * The first window starts at the first edge of the schedule's grid that is not before this. Without it: the last edge before the extract was first applied.
   */
  start?: string;
  /**
   * How long after its end a window is left alone, so that late data arrive.
   */
  lag?: string;
  catchup?: Catchup;
  overlap?: Overlap;
}
/**
 * A question to the warehouse before a scheduled window is read: it runs once the answer is true.
 */
export interface Readiness {
  /**
   * One SELECT with one truth value; :window_start and :window_end are the window's bounds.
   */
  sql: string | SqlByDialect;
  /**
   * How often it is asked.
   */
  every?: string;
  /**
   * How long after it is due the window waits.
   */
  timeout?: string;
  /**
   * What becomes of a window that has waited so long.
   */
  then?: "fail" | "run" | "skip";
}
export interface SqlByDialect {
  duckdb?: string;
  postgres?: string;
  redshift?: string;
}
/**
 * What happens after a failed run.
 */
export interface Retries {
  /**
   * How many times a failed run is tried again.
   */
  max?: number;
  /**
   * The pause before the first of them; it doubles each time, up to six hours.
   */
  backoff?: string;
}
/**
 * The file: its format, compression and place.
 */
export interface Output {
  /**
   * The format of the file.
   */
  format?: "csv" | "json" | "ndjson" | "parquet";
  /**
   * The compression. Default: zip for csv and json, none for ndjson and parquet.
   */
  compress?: "none" | "zip" | "gzip";
  /**
   * A destination of connections.yaml. Default: the project's.
   */
  to?: string;
  /**
   * Folders below the destination: text with {product}, {extract}, {template}, {year}, {month}, {day} (of the window's start, in its zone).
   */
  path?: string;
  /**
   * `key`: rows ordered by the template's key. `none`: in the order in which the warehouse gives them; equal content is then not promised.
   */
  order?: "key" | "none";
  /**
   * What an empty window gives: a file without rows, no file, or a failed run.
   */
  empty?: "publish" | "skip" | "fail";
  /**
   * `count`: also count the rows in the same snapshot and compare.
   */
  reconcile?: "none" | "count";
  /**
   * csv: the character between cells.
   */
  delimiter?: "," | ";" | "\t" | "|";
  /**
   * csv: a first line with the column names.
   */
  header?: boolean;
  /**
   * csv: start with a byte order mark, for Excel.
   */
  bom?: boolean;
  /**
   * csv: `escape` puts a ' before text that a spreadsheet would run as a formula; `raw` changes nothing.
   */
  formulas?: "raw" | "escape";
  /**
   * json: indent, for people to read.
   */
  pretty?: boolean;
  split?: Split;
}
/**
 * Start a new part after so many rows or bytes (of uncompressed content). 1048576 rows is the most that a spreadsheet opens.
 */
export interface Split {
  /**
   * The most rows of a part.
   */
  rows?: number;
  /**
   * The most bytes of a part; a row is never cut.
   */
  bytes?: number;
}
/**
 * A schedule that several extracts share.
 */
export interface Schedule {
  /**
   * The kind of this document.
   */
  kind: "Schedule";
  /**
   * Name of a document, unique among its kind in the project without regard to case.
   */
  name: string;
  /**
   * A stable identity, so that a change of name is seen as a rename and not as a new document.
   */
  id?: string;
  /**
   * What the schedule is for.
   */
  description?: string;
  every?: Every;
  /**
   * A cron expression of five fields; a window goes from tick to tick. Either this or `every`.
   */
  cron?: string;
  day?: Day;
  /**
   * The time of day of the run, HH:mm, in the schedule's time zone.
   */
  at?: string;
  /**
   * An IANA time zone; offsets and abbreviations are none.
   */
  timezone?: string;
  weekStart?: WeekStart;
  /**
   * How long after its end a window is left alone, so that late data arrive.
   */
  lag?: string;
  catchup?: Catchup;
  overlap?: Overlap;
}
/**
 * An event feed: which rows raise which events, and to which topic they go.
 */
export interface Feed {
  /**
   * The kind of this document.
   */
  kind: "Feed";
  /**
   * Name of a document, unique among its kind in the project without regard to case.
   */
  name: string;
  /**
   * A stable identity, so that a change of name is seen as a rename and not as a new document.
   */
  id?: string;
  /**
   * What the feed is for.
   */
  description?: string;
  /**
   * A product's id in datafeed.yaml; it chooses the warehouse.
   */
  product: string;
  /**
   * A user of datafeed.yaml.
   */
  owner: string;
  /**
   * true: everybody in the organisation may see how it stands; false: its owner and admins.
   */
  shared?: boolean;
  /**
   * true: the readers of the topic know that this change of its events breaks what they have built. Remove it with the next change.
   */
  breaking?: boolean;
  /**
   * false: the feed stands still until it is true again. The reviewed form of `datafeed feed pause`.
   */
  enabled?: boolean;
  source: FeedSource;
  /**
   * Which history is sent when the feed is first run: `none`, `all`, or what lies after a moment (UTC, or with an offset), before which nothing is ever sent.
   */
  snapshot?: ("none" | "all") | string;
  to: FeedTarget;
  /**
   * The field of each template that says which conversation a row belongs to: the key of the records, in the order of which nothing is ever overtaken. A text, a whole number or a uuid; never empty, no personal data.
   */
  key: string;
  /**
   * The header that says whose events these are. Default: the product's id.
   */
  tenant?: string;
  /**
   * `at-least-once`: after a crash an event may come again, with the same id. `transactional`: readers with `read_committed` see each once; needs `changes`.
   */
  delivery?: "at-least-once" | "transactional";
  /**
   * How `timestampOfMessage` is written, in UTC: `us` is MM/DD/YYYY HH:mm:ss, `iso` YYYY-MM-DDTHH:mm:ss.ffffffZ.
   */
  timestampFormat?: "us" | "iso";
  /**
   * So long it is remembered which conversations have begun: an event that follows later than this counts as one without a beginning.
   */
  remember?: string;
  /**
   * When the feed is so far behind it counts as late.
   */
  lateAfter?: string;
  /**
   * The events by their type, as readers see it.
   */
  events: {
    [k: string]: FeedEvent;
  };
  notify?: Notify;
}
/**
 * How changes are found: in a change table that triggers write (PostgreSQL), or by looking again and again at the newest rows.
 */
export interface FeedSource {
  /**
   * The change table, with its schema, in at most 56 characters. `datafeed feed ddl NAME` prints it with its triggers. Either this or `lookback`.
   */
  changes?: string;
  /**
   * So far back each look goes. Rows whose time is older than this when they are committed are not found. Either this or `changes`.
   */
  lookback?: string;
  /**
   * How often it looks, with `lookback`.
   */
  every?: string;
}
/**
 * Where the events go.
 */
export interface FeedTarget {
  /**
   * A broker of connections.yaml.
   */
  broker: string;
  /**
   * The topic of the events.
   */
  topic: string;
  /**
   * The topic of what could not be sent, with the reason. Default: the topic's name and `.dead-letter`.
   */
  deadLetter?: string;
}
/**
 * An event type: its template, and what raises it.
 */
export interface FeedEvent {
  /**
   * The template of the payload: the event carries all its fields that are not hidden.
   */
  template: string;
  raise: Raise;
  when?: Filter;
  /**
   * An event type of this feed that comes first: without it this one waits.
   */
  after?: string;
  /**
   * So long it waits for the one that comes first; then it is a dead letter.
   */
  hold?: string;
  /**
   * The field with the record's key, where this template calls it otherwise than the feed's `key`.
   */
  key?: string;
  /**
   * The field that changes with each change of the row, by which an update is told from a repeat, such as when it was changed. Needed where updates raise the event.
   */
  version?: string;
}
/**
 * What can be extracted, field by field.
 */
export interface Template {
  /**
   * The kind of this document.
   */
  kind: "Template";
  /**
   * Name of a document, unique among its kind in the project without regard to case.
   */
  name: string;
  /**
   * A stable identity, so that a change of name is seen as a rename and not as a new document.
   */
  id?: string;
  /**
   * What a row is.
   */
  description?: string;
  source: Source;
  time: TimeField;
  /**
   * The fields that identify a row and order the file: never empty, no personal data.
   *
   * @minItems 1
   *
   * Items: Name of a field, as people see it in the column header.
   */
  key: [string, ...string[]];
  dedupe?: Dedupe;
  parameters?: TemplateParameters;
  /**
   * How long after a window's end its rows may still arrive: what `lag` is for schedules that say none.
   */
  lag?: string;
  fields: TemplateFields;
  checks?: Checks;
}
/**
 * Where the rows come from: a table or view, or a query which uses :window_start and :window_end.
 */
export interface Source {
  /**
   * A table or view, with its schema.
   */
  table?: string;
  sql?: DialectText;
}
/**
 * The field which decides to which window a row belongs.
 */
export interface TimeField {
  /**
   * A field of type instant.
   */
  field: string;
}
/**
 * What makes rows versions of one thing: extracts with `dedupe: latest` take the newest of each alone.
 */
export interface Dedupe {
  /**
   * The fields that versions of one thing share.
   *
   * @minItems 1
   *
   * Items: Name of a field, as people see it in the column header.
   */
  by: [string, ...string[]];
  /**
   * The fields that order the versions; the one with the greatest values is the newest.
   *
   * @minItems 1
   *
   * Items: Name of a field, as people see it in the column header.
   */
  latest: [string, ...string[]];
}
/**
 * Values that the template's SQL uses by name, such as `:resolvedThreshold`. They are bound, never pasted.
 */
export interface TemplateParameters {
  /**
   * The value.
   */
  [k: string]: string | number | boolean;
}
/**
 * The fields, by the name that people see, in the template's order.
 */
export interface TemplateFields {
  [k: string]: TemplateField;
}
/**
 * One field: where its value comes from and what it means.
 */
export interface TemplateField {
  /**
   * A column of the source.
   */
  column?: string;
  expression?: DialectText;
  /**
   * The columns that the expression reads.
   *
   * Items: A column's name in the warehouse.
   */
  from?: string[];
  /**
   * The local twin of an instant field: the same instant in the extract's time zone, with its offset.
   */
  local?: string;
  duration?: DurationField;
  constant?: Constant;
  object?: ObjectField;
  /**
   * Beside `object`: where this column is NULL, the whole object is `null`.
   */
  when?: string;
  nested?: NestedField;
  /**
   * Beside `nested` and `object`: the column of the source that holds the same JSON, as SUPER or as text. Amazon Redshift reads it, for it can't aggregate JSON.
   */
  redshift?: string;
  /**
   * Makes the template an aggregate: this field is computed over the rows of each group, and the other fields are the dimensions.
   */
  measure?: "sum" | "count" | "min" | "max";
  type?: FieldType;
  /**
   * How an instant is stored: with its zone, as UTC without a zone, or as milliseconds since 1970.
   */
  stored?: "instant" | "utc-naive" | "epoch-ms";
  /**
   * An instant's digits after the second (0, 3 or 6), or a decimal's digits in all.
   */
  precision?: number;
  /**
   * A decimal's digits after the point.
   */
  scale?: number;
  /**
   * What the value means.
   */
  description?: string;
  /**
   * The unit of the value.
   */
  unit?: string;
  pii?: PiiClass;
  mask?: Mask;
  /**
   * `string`: in JSON the value stands in quotes, as in `"3"`; JSON itself becomes a text that holds JSON. Filters, CSV and Parquet see the value.
   */
  jsonAs?: "string";
  /**
   * false: never NULL. A run that meets a NULL fails; the JSON Schema of the records says so.
   */
  nullable?: boolean;
  /**
   * true: not part of `fields: all`; for a time or key that is needed and not shown.
   */
  hidden?: boolean;
  /**
   * The least value that a number has, for docs and the JSON Schema of the records.
   */
  minimum?: number;
  /**
   * The greatest value that a number has, for docs and the JSON Schema of the records.
   */
  maximum?: number;
  /**
   * Known values, for completion and docs.
   */
  values?: (string | number | boolean)[];
}
/**
 * The time from one instant field to another, in whole units, cut.
 */
export interface DurationField {
  /**
   * Name of a field, as people see it in the column header.
   */
  from: string;
  /**
   * Name of a field, as people see it in the column header.
   */
  to: string;
  /**
   * The unit of the number.
   */
  unit?: "ms" | "s";
}
/**
 * One object, from columns of the same row: its keys, in order.
 */
export interface ObjectField {
  [k: string]: NestedItem;
}
/**
 * A value inside of an object or an array: from a column, an expression, a constant, an object, or children of its own.
 */
export interface NestedItem {
  /**
   * A column of the table that is read here.
   */
  column?: string;
  expression?: DialectText;
  /**
   * The columns that the expression reads.
   *
   * Items: A column's name in the warehouse.
   */
  from?: string[];
  constant?: Constant1;
  object?: ItemObject;
  /**
   * Beside `object`: where this column is NULL, the whole object is `null`.
   */
  when?: string;
  nested?: NestedField;
  /**
   * true: where the value is NULL the key is left out. Not for single values of arrays.
   */
  optional?: boolean;
  type?: FieldType;
  /**
   * How an instant is stored: with its zone, as UTC without a zone, or as milliseconds since 1970.
   */
  stored?: "instant" | "utc-naive" | "epoch-ms";
  /**
   * A decimal's digits after the point.
   */
  scale?: number;
  /**
   * An instant's digits after the second (0, 3 or 6), or a decimal's digits in all.
   */
  precision?: number;
  /**
   * false: never NULL. A run that meets a NULL fails, but where a mask made it; the JSON Schema of the records says so. Not for values of `entries`, which are left out where they are NULL.
   */
  nullable?: boolean;
  /**
   * What the value means.
   */
  description?: string;
  /**
   * The unit of the value.
   */
  unit?: string;
  pii?: PiiClass;
  /**
   * The least value that a number has, for docs and the JSON Schema of the records.
   */
  minimum?: number;
  /**
   * The greatest value that a number has, for docs and the JSON Schema of the records.
   */
  maximum?: number;
  /**
   * Known values, for completion and docs.
   */
  values?: (string | number | boolean)[];
}
/**
 * One object, from columns of the same row: its keys, in order.
 */
export interface ItemObject {
  [k: string]: NestedItem;
}
/**
 * From a child table: an array of objects (`fields`), an array of values (`value`, or one text of them with `joinedBy`), or one object (`entries`).
 */
export interface NestedField {
  /**
   * The child table, with its schema.
   */
  table: string;
  /**
   * Child column: parent column.
   */
  match: {
    /**
     * A column's name in the warehouse.
     */
    [k: string]: string;
  };
  /**
   * The child columns that order the array, text by its bytes. Together they must be unique for a parent: children that tie may change places from run to run. Not needed beside `entries`.
   *
   * @minItems 1
   *
   * Items: A column's name in the warehouse.
   */
  order?: [string, ...string[]];
  /**
   * The keys of each object, in order. One of `fields`, `value` and `entries`.
   */
  fields?: {
    [k: string]: NestedItem;
  };
  value?: NestedItem;
  /**
   * Beside `value`: one text in place of an array, of all values with this between them. `null` without a child. Inside of an object or an array.
   */
  joinedBy?: string;
  entries?: NestedEntries;
}
/**
 * Each child is a key and its value: one object, keys sorted; children whose key or value is NULL are left out.
 */
export interface NestedEntries {
  /**
   * The column with the key: text, unique for a parent.
   */
  key: string;
  value: NestedItem;
}
/**
 * A test of an extract: rows of its tables, a window, and the file that must come out.
 */
export interface Test {
  /**
   * The kind of this document.
   */
  kind: "Test";
  /**
   * Name of a document, unique among its kind in the project without regard to case.
   */
  name: string;
  /**
   * What the test holds.
   */
  description?: string;
  /**
   * The extract that is tested.
   */
  extract: string;
  window?: TestWindow;
  /**
   * A day in the extract's zone: the window of its schedule in which that day begins (that day, that week, that month); without a schedule, the day itself. Always in quotes.
   */
  day?: string;
  /**
   * The day of the run: grants hold on it or not. Default: the day on which the window ends, UTC.
   */
  today?: string;
  parameters?: TestParameters;
  given?: Given;
  expect: Expect;
}
/**
 * The window that is extracted, in the extract's zone. Without it: the window of an immediate extract. Either this or `day`.
 */
export interface TestWindow {
  /**
   * The first moment that belongs to the window, as in an extract. Always in quotes.
   */
  start: string;
  /**
   * The first moment after the window, written like `start`.
   */
  end: string;
}
/**
 * Other values of the template's parameters.
 */
export interface TestParameters {
  /**
   * The value.
   */
  [k: string]: string | number | boolean;
}
/**
 * The rows of each table, by its name as the template writes it. A table of the template that is not named is there and empty.
 */
export interface Given {
  [k: string]: TestRow[] | GivenTable;
}
/**
 * Values by column; a column that is missing is NULL.
 */
export interface TestRow {
  [k: string]: unknown;
}
export interface GivenTable {
  /**
   * The rows, a mapping of columns each. Either this or `file`.
   */
  rows?: TestRow[];
  /**
   * A file with the rows, beside the test or in a folder below: `.csv` with a header (an empty cell is NULL, `""` is empty text) or `.ndjson`.
   */
  file?: string;
  /**
   * Types of columns of which the templates don't tell: those that only SQL, `from`, `order` or `when` name.
   */
  types?: {
    /**
     * A type: `string`, `integer`, `decimal(12,2)`, `float64`, `boolean`, `instant` (with its zone), `utc-naive` (an instant without one), `epoch-ms`, `date`, `uuid`, `bytes` or `json`.
     */
    [k: string]: string;
  };
}
/**
 * What must come out: rows, a file, an error, or nothing.
 */
export interface Expect {
  /**
   * The rows of the file, in its order, by column. Columns that a row does not name are not compared.
   */
  rows?: TestRow[];
  /**
   * A file that holds what the extract's file must hold, byte for byte and not compressed (of Parquet its rows as CSV), beside the test or in a folder below. `datafeed test --update` writes it.
   */
  golden?: string;
  /**
   * true: the window has no rows. What `output.empty` says becomes of it.
   */
  empty?: true;
  /**
   * The code of the error with which the run must end.
   */
  error?: string;
  /**
   * All columns of the file, in order.
   */
  columns?: string[];
  /**
   * How many rows the file has.
   */
  count?: number;
  /**
   * The data checks that must fail, by name, and no others. Where one of them is an error nothing is published: then this says it all.
   */
  checks?: string[];
}
