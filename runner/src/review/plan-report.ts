import type { Diagnostic, Range } from "../errors/diagnostic.ts";
import type { Mask } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";
import type { RunKind, Window } from "../schedule/window.ts";

/**
 * What a change does: one state of a project compared with another. The frozen record between `planChanges` and everything that
 * shows it: text, Markdown, JSON, exit codes, the editor. It holds no row of data, no value that SQL is bound to where a field
 * with personal data is compared, and no secret.
 */
export interface PlanReport {
  /** Version of this record's format. */
  readonly version: 1;
  readonly base: StateName;
  readonly head: StateName;
  /** When it was made: UTC, ISO 8601 with milliseconds. Grants, windows and counts are those of this moment. */
  readonly at: string;
  /** Changes of datafeed.yaml. What the change asks for itself is shown, and counts for nothing while it is judged. */
  readonly policy: PolicyChange;
  /** Ordered: extracts, feeds, templates, schedules, each by name. Documents that nothing changes for are not there. */
  readonly documents: readonly DocumentChange[];
  /** Documents of the head for which nothing changes. */
  readonly unchanged: number;
  /** What the rules of the base say of the change; what has no rule is a warning. */
  readonly findings: readonly PlanFinding[];
  /** What is wrong with the head's documents, as `validate` says it. */
  readonly diagnostics: readonly PlanDiagnostic[];
}

/** A state of a project. */
export interface StateName {
  /** As people name it: a branch, a commit, `working tree`. */
  readonly name: string;
  /** Full id; absent for what is no commit. */
  readonly commit?: string;
  /** Whether a working tree differs from its commit. */
  readonly dirty?: boolean;
}

/** The documents whose changes are told. */
export type DocumentKind = "Extract" | "Feed" | "Template" | "Schedule";

/** `affected`: its own text is the same; its template, schedule, defaults, masking or grants are not. */
export type ChangeKind = "created" | "changed" | "removed" | "renamed" | "affected";

/** One document for which something changes. */
export interface DocumentChange {
  readonly kind: DocumentKind;
  readonly name: string;
  readonly change: ChangeKind;
  /** The name in the base, where it is another one. Without the same `id` a rename is a removal and a creation. */
  readonly previousName?: string;
  /** In the head; in the base for what is removed. */
  readonly file: string;
  /** Why it is affected: `template ContactDetails`, `schedule nightly`, `masking of phone`, `grant for Utterance`. */
  readonly because: readonly string[];
  /** A state in which the document has errors can't be compared: what was said of it stands among the diagnostics. */
  readonly unsound?: "base" | "head";
  /** What is written there, value by value: for templates and schedules, too. Absent where the SQL or the columns tell it all. */
  readonly values?: readonly ValueChange[];
  /** Extracts and feeds alone from here on. Of feeds, columns are called after their event: `Created.TenantId`. */
  readonly definitionHash?: { readonly base?: string; readonly head?: string };
  /** Who may read the files, or the events: a feed's destination is its topic. */
  readonly owner?: Changed<string>;
  readonly shared?: Changed<boolean>;
  readonly destination?: Changed<string>;
  readonly sql?: readonly SqlChange[];
  readonly columns?: ColumnsChange;
  readonly windows?: WindowsChange;
  readonly volume?: Volume;
  readonly exposures?: readonly Exposure[];
}

/** A value on both sides; absent where there is none. */
export interface Changed<Value> {
  readonly base?: Value;
  readonly head?: Value;
}

/** A value of a document, as people would write it; absent where there is none. */
export interface ValueChange {
  /** Keys from the document's root. */
  readonly path: readonly (string | number)[];
  readonly base?: string;
  readonly head?: string;
}

/** How the query changes; of equal texts nothing is said. Bound values are shown as in manifests: a PII field's by type alone. */
export interface SqlChange {
  /** Of a feed the event that the query is for. */
  readonly event?: string;
  readonly warehouse: string;
  readonly dialect: Dialect;
  /** Without connections nobody can say the dialect: then each that gives another difference is shown. */
  readonly dialectKnown: boolean;
  /** Unified, three lines around each change, no file header. The window in it is the same in both states. */
  readonly diff: string;
  /** How many more lines the difference has, where it is very long. */
  readonly leftOut?: number;
  /** Lines of both queries, where one is too long to be compared: `diff` is empty. */
  readonly tooLong?: { readonly base: number; readonly head: number };
}

/** How the file's columns change. Compared by name; a column that moves and keeps its field is reordered. */
export interface ColumnsChange {
  readonly added: readonly ColumnView[];
  readonly removed: readonly ColumnView[];
  readonly renamed: readonly { readonly from: string; readonly to: string; readonly field: string }[];
  readonly retyped: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  /** Names whose order among those that stay is another one. */
  readonly reordered: readonly string[];
  readonly format: Changed<string>;
  /** Why readers of the files would break; empty: they would not. */
  readonly breaking: readonly string[];
  /** Whether the author has said so: `breaking: true`. */
  readonly acknowledged: boolean;
}

/** A column of an extract's file. */
export interface ColumnView {
  readonly name: string;
  readonly field: string;
  /** As people write it: `decimal(18, 2)`, `instant`. */
  readonly type: string;
  /** Counts from 1. */
  readonly position: number;
  /** Its class of personal data, as the template has it. */
  readonly pii?: string;
  /** Absent: the value is in the file as it is. */
  readonly mask?: Mask;
}

/** What becomes of an extract's windows. */
export interface WindowsChange {
  /** In words: `every day at 06:00 America/Chicago, for the day before`. Absent where there is none. */
  readonly schedule: Changed<string>;
  /** The next windows in the head that come due after now, beside the Transition. */
  readonly next: readonly PlannedWindow[];
  /** Windows of the base that will not come, or come at another time; the first few. */
  readonly moved: readonly MovedWindow[];
  /** How many of the base's next windows were compared (at most 366, a year), and how many of them move. */
  readonly movedAmong: { readonly moved: number; readonly compared: number };
  /** Where the old grid ends off the new one. */
  readonly transition?: PlannedWindow;
  /** What is due at once in the head, beyond what is due in the base, and comes before `next`. */
  readonly dueNow?: DueNow;
  /** The first window of the head begins later, with its `start`: this is skipped. */
  readonly beforeStart?: Window;
  /** Where the frontier is taken to stand: where windows due by now leave it, for the ledger is not asked. */
  readonly frontier: string;
  /** Why there: the base's windows that are due by now; its beginning, for it has made none; as for an extract applied now. */
  readonly frontierOf: "due-windows" | "no-window-yet" | "first-applied";
  readonly proof?: WindowProof;
}

/** A window of a schedule. */
export interface PlannedWindow {
  readonly kind: RunKind;
  readonly window: Window;
  /** UTC, ISO 8601. */
  readonly due: string;
  readonly hours: number;
}

/** A window on both sides. */
export interface MovedWindow {
  readonly base: PlannedWindow;
  /** Absent: no window of the head has the same bounds. */
  readonly head?: PlannedWindow;
}

/** What a change makes owed at once. */
export interface DueNow {
  /** How many windows are owed at once. */
  readonly owed: number;
  /** Where they were not counted one by one. */
  readonly about?: true;
  /** What `catchup` skips before them. */
  readonly skipped?: Window;
}

/** That the windows of two years meet: each begins where the one before it ends, none is empty, and where clocks change. */
export interface WindowProof {
  readonly from: string;
  readonly to: string;
  /** How many were walked: every one. */
  readonly windows: number;
  /**
   * Nothing: they meet. `after`: where a window begins; `before`: where it ends, or where going back from its end leads.
   * `edge`: calendar and clocks, reckoned in another way, have no edge there.
   */
  readonly broken?: {
    readonly after: string;
    readonly before: string;
    readonly why: "gap" | "overlap" | "empty" | "edge";
  };
  /** Windows that are longer or shorter than usual, because clocks change. */
  readonly clockChanges: readonly { readonly window: Window; readonly hours: number; readonly usual: number }[];
  /** Dates that the zone leaves out (2011-12-30 in Apia): a schedule of days has no window for them. */
  readonly leftOut?: readonly string[];
}

/** How much there will be in a closed window. */
export interface Volume {
  readonly basis: "counted" | "statistics" | "unknown";
  readonly base?: { readonly rows: number; readonly bytes?: number };
  readonly head?: { readonly rows: number; readonly bytes?: number };
  /** The window that was counted. */
  readonly window?: Window;
  /** Why it is unknown: `no trusted connections`. */
  readonly why?: string;
}

/** Personal data that become readable, or readable by more people; or more of them. */
export interface Exposure {
  /** Of a feed the event that carries it. */
  readonly event?: string;
  readonly column: string;
  readonly field: string;
  /** `unknown`: nobody could say what it reads. */
  readonly pii: string;
  /** Relation and column where it comes from, as far as lineage tells. */
  readonly from: readonly string[];
  readonly how: ExposureKind;
  /** One sentence for people. */
  readonly why: string;
  /** Who becomes able to read it. */
  readonly readers: string;
  /** Whether a grant, mask or default that this very change adds makes it readable. */
  readonly byOwnPolicy: boolean;
  /** A grant of the base lets this very extract read the field: somebody has approved it before. */
  readonly granted?: true;
  /** Its class is taken from columns of the same name elsewhere: nobody has classified this one. */
  readonly guessed?: true;
}

/** How personal data becomes readable. */
export type ExposureKind =
  | "new-column"
  | "second-alias"
  | "mask-removed"
  | "mask-weakened"
  | "class-removed"
  | "grant-added"
  | "shared"
  | "owner"
  | "destination"
  | "warehouse"
  | "more-rows"
  | "unknown-origin";

/** How datafeed.yaml changes. */
export interface PolicyChange {
  readonly values: readonly ValueChange[];
  /** In words, the most telling first: `adds a grant: Utterance of IntentDetails in the clear for intents-not-matched, …`. */
  readonly remarks: readonly string[];
  /** Whether it grants, unmasks or relaxes a rule for itself. */
  readonly loosens: boolean;
}

/** What is wrong with a document of the head. */
export interface PlanDiagnostic extends Diagnostic {
  /** The base has it word for word: this change has not brought it. */
  readonly known?: true;
}

/** What a rule says of the change. */
export interface PlanFinding {
  /** A code of the catalogue: `plan-…`. */
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint?: string;
  readonly file?: string;
  readonly range?: Range;
  /** The document that it is about. */
  readonly document?: { readonly kind: DocumentKind | "Project"; readonly name: string };
}
