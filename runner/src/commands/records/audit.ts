import type { ListQuery } from "./page.ts";

/** Which entries of the audit log. */
export interface AuditQuery extends ListQuery {
  readonly actor?: string;
  readonly action?: string;
}

/** An entry of the audit log: who did what, and what came of it. */
export interface AuditView {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject?: string;
  readonly outcome: string;
  readonly client?: string;
  /** What was said with it, such as a reason; the code of what went wrong; how often the same was done. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}
