import type { ExtractView, OutputView, RunView } from "../../../runner/src/commands/commands.ts";
import { describeSchedule, type ResolvedExtract, type ResolvedSchedule } from "../../../runner/src/language.ts";

/** An extract as the tree shows it: what the documents say, and, once somebody could be asked, what became of it. */
export interface ExtractEntry {
  readonly name: string;
  readonly description?: string;
  readonly product: { readonly id: string; readonly name: string };
  readonly owner: string;
  readonly shared: boolean;
  readonly template: string;
  readonly file: string;
  readonly kind: "immediate" | "scheduled" | "dispatched";
  readonly schedule?: ResolvedSchedule;
  /** In words, with what becomes of missed windows. */
  readonly words?: string;
  readonly lastRun?: RunView;
  readonly latestOutput?: OutputView;
  /** Its newest text was refused; what is in force is the last good one. */
  readonly refused?: string;
}

/** The extracts of a local project, each with what the ledger knows of it. */
export function localEntries(
  documents: Iterable<ResolvedExtract>,
  views: ReadonlyMap<string, ExtractView>,
): readonly ExtractEntry[] {
  return [...documents].map((extract) => {
    const { name, description, product, owner, shared, template, file, schedule, window } = extract;
    const view = views.get(name);
    return {
      name,
      ...(description === undefined ? {} : { description }),
      product: { id: product.id, name: product.name },
      owner,
      shared,
      template: template.name,
      file,
      kind: schedule !== undefined ? "scheduled" : window !== undefined ? "immediate" : "dispatched",
      ...(schedule === undefined ? {} : { schedule, words: describeSchedule(schedule) }),
      ...(view === undefined ? {} : ofLedger(view)),
    };
  });
}

/** An extract of a server. */
export function serverEntry(view: ExtractView): ExtractEntry {
  const { name, description, product, owner, shared, template, file, kind, refused } = view;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    product,
    owner,
    shared,
    template,
    file,
    kind,
    ...ofLedger(view),
    ...(refused === undefined ? {} : { refused: refused.message }),
  };
}

function ofLedger({ lastRun, latestOutput }: ExtractView): Pick<ExtractEntry, "lastRun" | "latestOutput"> {
  return { ...(lastRun === undefined ? {} : { lastRun }), ...(latestOutput === undefined ? {} : { latestOutput }) };
}

/** The products of the entries, in order of their names, each with its extracts in order of theirs. */
export function byProduct(
  entries: readonly ExtractEntry[],
): readonly { readonly id: string; readonly name: string; readonly entries: readonly ExtractEntry[] }[] {
  const groups = Map.groupBy(entries, ({ product }) => product.id);
  return [...groups.values()]
    .map((group) => ({ ...group[0]!.product, entries: group.toSorted((one, other) => compare(one.name, other.name)) }))
    .sort((one, other) => compare(one.name, other.name));
}

function compare(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true, sensitivity: "base" });
}
