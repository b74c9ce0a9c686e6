import type {
  Connections,
  DocumentCheck,
  Extract,
  Feed,
  Output,
  Project,
  Schedule,
  Template,
  Test,
} from "../../../schemas/generated/documents.ts";
import type { Diagnostic, Range } from "../errors/diagnostic.ts";
import type { TestColumn } from "./test-columns.ts";
import type { Dialect } from "./types.ts";

export type { Connections, Extract, Feed, Output, Project, Schedule, Template, Test };

/** A document as written, with its place. `value` is frozen and valid against its JSON Schema. */
export interface Loaded<Document> {
  readonly file: string;
  readonly value: Document;
  /**
   * The place of a value, by path: `rangeOf("fields", 2, "as")`; the nearest thing around it where there is none. It ends at
   * the latest with its first line. Worked out when asked for.
   */
  rangeOf(...path: readonly (string | number)[]): Range;
}

export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/** A schedule with its defaults filled in, whether it stood in the extract or in a Schedule document. */
export interface ResolvedSchedule {
  readonly name?: string;
  readonly every: "day" | "week" | "month" | "cron";
  readonly cron?: string;
  /** Weekday name for weeks, 1 to 31 for months (31: the last), absent for days and cron. */
  readonly day?: Weekday | number;
  /** HH:mm, wall clock of `timezone`. */
  readonly at: string;
  readonly timezone: string;
  readonly weekStart: Weekday;
  /** As written: wall clock of `timezone`, or with an offset. */
  readonly start?: string;
  readonly lagMs: number;
  readonly catchup: "all" | "latest" | "none";
  readonly overlap: "queue" | "parallel";
}

/** How the daemon runs an extract, with its defaults filled in. */
export interface ResolvedOperation {
  /** false: nothing new is owed. */
  readonly enabled: boolean;
  readonly ready?: Readiness;
  /** The longest time a run may take; absent: only the warehouse's statement timeout. */
  readonly timeoutMs?: number;
  readonly retries: { readonly max: number; readonly backoffMs: number };
  readonly retention?: { readonly days?: number; readonly keep?: number };
  readonly notify: readonly NotifyRule[];
  /** So long after it is due an unpublished window counts as late. */
  readonly lateAfterMs: number;
}

/** A question to the warehouse before a scheduled window is read. */
export interface Readiness {
  /** One SELECT by dialect; one text stands for all three. */
  readonly sql: Readonly<Partial<Record<Dialect, string>>>;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly afterTimeout: "fail" | "run" | "skip";
}

/** What a notifier is told of. */
export type NoticeEvent = "failure" | "late" | "recovery" | "success" | "drift";

/** Who is told of what. */
export interface NotifyRule {
  /** A notifier of connections.yaml. */
  readonly to: string;
  readonly events: readonly NoticeEvent[];
}

/** How a value is hidden; `full` leaves nothing to be seen. */
export type Mask = "full" | "last4" | "redact";

/** A column that an extract selects: the template's field, its name in the file, and the mask that the author asks for. */
export interface SelectedField {
  readonly field: string;
  readonly as: string;
  readonly mask?: Mask;
}

/** What extracts and feeds both say: which document it is, and whose. */
interface ResolvedDocument {
  readonly name: string;
  readonly id?: string;
  readonly description?: string;
  readonly file: string;
  readonly product: { readonly id: string; readonly name: string; readonly warehouse: string };
  readonly owner: string;
  readonly shared: boolean;
  /** The author says that readers know of breaking changes. No part of what is approved by its hash. */
  readonly breaking?: true;
}

/** An extract with all its references resolved and its defaults filled in: what `compile` takes. */
export interface ResolvedExtract extends ResolvedDocument {
  readonly template: Template;
  /** The template's field names in the order written (JavaScript objects move integer-like keys). */
  readonly templateFields: readonly string[];
  readonly fields: readonly SelectedField[];
  readonly filter?: Filter;
  /** Of the versions of one thing, which the template tells apart, the newest in the window alone. */
  readonly dedupe?: "latest";
  /** Its own data checks, as written; `checksOf` adds those of its template. */
  readonly checks?: readonly DocumentCheck[];
  /** Each day's document has an address of its own, and stays as it was first published. */
  readonly export?: "daily";
  /** immediate: has `window` (as written); scheduled: has `schedule`; dispatched: neither. */
  readonly window?: { readonly start: string; readonly end: string };
  readonly schedule?: ResolvedSchedule;
  /** The zone of the window, of local columns and of the path template. */
  readonly timezone: string;
  readonly output: ResolvedOutput;
  readonly operation: ResolvedOperation;
  /** Of an event's payload: which event it is and where it goes, in place of a destination. */
  readonly event?: { readonly type: string; readonly broker: string; readonly topic: string };
  /** The policy that applies: without the grants that have errors. Whether a grant holds today is asked of `grantFor`. */
  readonly project: Project;
}

export type FilterOperator =
  | "eq"
  | "ne"
  | "in"
  | "notIn"
  | "lt"
  | "lte"
  | "gt"
  | "gte"
  | "between"
  | "contains"
  | "startsWith"
  | "endsWith"
  | "isNull"
  | "isNotNull";
/** A value of a filter. */
export type Scalar = string | number | boolean;
export type FilterValue = Scalar | readonly Scalar[];

/** A filter as a tree, fields in written order. Field names and types were checked against the template. */
export type Filter =
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] }
  | { readonly not: Filter }
  | { readonly field: string; readonly operator: FilterOperator; readonly value: FilterValue };

/** How an output is written, and where. */
export interface ResolvedOutput {
  readonly format: "csv" | "json" | "ndjson" | "parquet";
  readonly compress: "none" | "zip" | "gzip";
  readonly to: string;
  readonly path?: string;
  readonly order: "key" | "none";
  readonly empty: "publish" | "skip" | "fail";
  readonly reconcile: "none" | "count";
  readonly delimiter: "," | ";" | "\t" | "|";
  readonly header: boolean;
  readonly bom: boolean;
  readonly formulas: "raw" | "escape";
  readonly pretty: boolean;
  readonly split?: { readonly rows?: number; readonly bytes?: number };
}

/** What raises an event: a row that is there for the first time, or one that has changed. */
export type RaisedBy = "insert" | "update";

/** An event type with its references resolved and its defaults filled in. */
export interface ResolvedEvent {
  /** As readers see it. */
  readonly type: string;
  /**
   * The payload, as an extract of its own (name and policy are the feed's): all fields of the template that are not hidden, under
   * the masks in force, of the rows that `when` chooses; NDJSON in no order. What stands in for an extract everywhere: queries,
   * lineage, exposure, record schemas.
   */
  readonly extract: ResolvedExtract;
  readonly raise: ReadonlySet<RaisedBy>;
  /** The field with the record's key. */
  readonly key: string;
  /** The field by which an update is told from a repeat; absent where only new rows raise it: those have one version. */
  readonly version?: string;
  /** The event type that comes first. */
  readonly after?: string;
  readonly holdMs: number;
}

/** A feed with all its references resolved and its defaults filled in. */
export interface ResolvedFeed extends ResolvedDocument {
  readonly enabled: boolean;
  readonly source: { readonly changes: string } | { readonly lookbackMs: number; readonly everyMs: number };
  /** Which history is sent first; a moment is UTC, ISO 8601. */
  readonly snapshot: "none" | "all" | { readonly from: string };
  readonly broker: string;
  readonly topic: string;
  readonly deadLetterTopic: string;
  readonly tenant: string;
  readonly delivery: "at-least-once" | "transactional";
  readonly timestampFormat: "us" | "iso";
  readonly rememberMs: number;
  readonly lateAfterMs: number;
  readonly notify: readonly NotifyRule[];
  /** Each after the one that it follows; otherwise as written. */
  readonly events: readonly ResolvedEvent[];
  readonly project: Project;
}

/** A test with its extract resolved, its values checked. */
export interface ResolvedTest {
  readonly name: string;
  readonly file: string;
  readonly extract: ResolvedExtract;
  /** Those that are given, then those that the template reads beside them: without rows. */
  readonly tables: readonly TestTable[];
  readonly document: Loaded<Test>;
}

/** A table that a test gives, with the columns whose types are known. */
export interface TestTable {
  readonly name: string;
  readonly columns: readonly TestColumn[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Where the rows stand, beside the test. */
  readonly file?: string;
}

/** A document with errors. */
export interface UnsoundDocument {
  readonly kind: "Extract" | "Schedule" | "Template" | "Feed";
  readonly name: string;
  readonly id?: string;
  readonly file: string;
  /** What was found first. */
  readonly error?: Diagnostic;
}

/** Everything that was loaded: what is sound, and what is not. An unsound document is left out and never stops the others. */
export interface LoadedProject {
  readonly project?: Loaded<Project>;
  readonly connections?: Loaded<Connections>;
  readonly templates: ReadonlyMap<string, Loaded<Template>>;
  readonly schedules: ReadonlyMap<string, Loaded<Schedule>>;
  /** By name; only those without errors, their template's and schedule's included. */
  readonly extracts: ReadonlyMap<string, ResolvedExtract>;
  /** By name; only those without errors, their templates' included. */
  readonly feeds: ReadonlyMap<string, ResolvedFeed>;
  /** By name; only those without errors, their extract's included. */
  readonly tests: ReadonlyMap<string, ResolvedTest>;
  /** The documents that were left out although their names are known: `run NAME` of such a one says that it has errors. */
  readonly unsound: readonly UnsoundDocument[];
  /** In order of file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Documents read, sound or not. */
  readonly documents: number;
}
