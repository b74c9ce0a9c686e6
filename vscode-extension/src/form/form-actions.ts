/** What a person does in the form or the wizard, as plain data: pages send these over the wire. */
export type FormAction = PartAction | FieldAction | FilterAction;

export type PartAction =
  | { readonly type: "setName"; readonly name: string }
  | { readonly type: "setProduct"; readonly product: string }
  /** Fields that the new template knows stay as they are; without one, or where all were taken, all of the new are. */
  | { readonly type: "setTemplate"; readonly template: string }
  | { readonly type: "setWhen"; readonly when: When }
  | { readonly type: "setShared"; readonly shared: boolean }
  | { readonly type: "setCompress"; readonly compress: "zip" | "none" };

/** When an extract runs. Times as documents write them; a zone that is absent stays as it is. */
export type When =
  | { readonly type: "immediate"; readonly start: string; readonly end: string; readonly timezone?: string }
  | {
      readonly type: "daily" | "weekly" | "monthly";
      /** Weekday of weekly runs, 1 to 31 of monthly ones. */
      readonly day?: string | number;
      /** HH:mm. */
      readonly at: string;
      readonly timezone?: string;
      readonly start?: string;
    }
  | { readonly type: "cron"; readonly cron: string; readonly timezone?: string; readonly start?: string }
  | { readonly type: "dispatched" };

/** Selected fields are named by their place in the list, since one can be there twice. */
export type FieldAction =
  /** Before the selected field `at`; without it, each where the template has it. */
  | { readonly type: "selectFields"; readonly fields: readonly string[]; readonly at?: number }
  | { readonly type: "deselectFields"; readonly indexes: readonly number[] }
  | { readonly type: "selectAllFields" }
  | { readonly type: "deselectAllFields" }
  /** Before what is now at `to`; the length of the list is its end. */
  | { readonly type: "moveFields"; readonly indexes: readonly number[]; readonly to: number }
  /** The column's name in the file; empty: the field's own. */
  | { readonly type: "renameColumn"; readonly index: number; readonly as: string };

/** The way to a part of the filter: positions from the root on; what is in a `not` has position 0. */
export type FilterPath = readonly number[];
export type FilterJoin = "all" | "any" | "not";

export type FilterAction =
  /** Into the group at `at`; beside what is there where that is none. */
  | { readonly type: "addCondition"; readonly at: FilterPath; readonly field: string }
  | { readonly type: "addGroup"; readonly at: FilterPath; readonly join: FilterJoin; readonly field: string }
  | { readonly type: "removeFilter"; readonly at: FilterPath }
  | { readonly type: "setFilterField"; readonly at: FilterPath; readonly field: string }
  | { readonly type: "setOperator"; readonly at: FilterPath; readonly operator: string }
  /** As typed: one text, for lists any number, for `between` two. */
  | { readonly type: "setValue"; readonly at: FilterPath; readonly values: readonly string[] }
  | { readonly type: "setJoin"; readonly at: FilterPath; readonly join: FilterJoin }
  | { readonly type: "wrapFilter"; readonly at: FilterPath; readonly join: FilterJoin }
  /** What a group holds takes its place. */
  | { readonly type: "unwrapFilter"; readonly at: FilterPath }
  /** Into a group, before what is at `index` there now. */
  | { readonly type: "moveFilter"; readonly at: FilterPath; readonly to: FilterPath; readonly index: number };

/** What came of an action: the document's new value, or why there is none. */
export type Reduced<Value> = { readonly value: Value } | { readonly problem: string };
