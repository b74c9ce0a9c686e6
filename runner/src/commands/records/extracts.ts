import type { RecordedError } from "../../ledger/records.ts";
import type { Approved, ExtractKind } from "../../ledger/tables.ts";
import type { OutputView } from "./outputs.ts";
import type { ListQuery } from "./page.ts";
import type { RunView } from "./runs.ts";

/** Which extracts. */
export interface ExtractQuery extends ListQuery {
  readonly kind?: ExtractKind;
  readonly owner?: string;
  readonly product?: string;
  /** Daily exports alone. */
  readonly export?: "daily";
}

/** An extract in force, with its newest run and output. */
export interface ExtractView {
  readonly name: string;
  readonly description?: string;
  readonly kind: ExtractKind;
  readonly owner: string;
  readonly shared: boolean;
  readonly product: { readonly id: string; readonly name: string };
  readonly template: string;
  readonly file: string;
  readonly format: string;
  readonly compress: string;
  /** Each day's document has an address of its own. */
  readonly export?: "daily";
  /** In which its times without an offset are read. */
  readonly timezone: string;
  /** Its columns, in order. */
  readonly fields: readonly string[];
  /** The same columns, each with the field that it shows: filters name fields. */
  readonly columns: readonly { readonly field: string; readonly as: string }[];
  readonly definitionHash: string;
  readonly commit?: string;
  /** Whether its definition stands on the protected branch. Absent: nobody has named one. */
  readonly approval?: Approved;
  /** Its newest text was refused; what is in force is the last good one. */
  readonly refused?: RecordedError;
  readonly lastRun?: RunView;
  readonly latestOutput?: OutputView;
}
