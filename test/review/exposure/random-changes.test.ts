import fc from "fast-check";
import { expect, test } from "vitest";
import { extractText, type Files, planOf, project, templateText } from "./two-states.ts";

const columns = ["ani", "words", "service"] as const;
type Column = (typeof columns)[number];
const names = ["A", "B", "C", "D"];

interface TemplateState {
  /** What the fields A to D read. */
  readonly reads: readonly Column[];
  /** What the template says is personal. */
  readonly personal: readonly Column[];
}

/** Two templates of one table, and an extract of one of them. */
interface State {
  readonly templates: readonly [TemplateState, TemplateState];
  readonly uses: 0 | 1;
  readonly selected: readonly { readonly field: number; readonly mask: boolean }[];
  /** Fields of the second template. */
  readonly granted: readonly number[];
  readonly ended: boolean;
  readonly shared: boolean;
}

const field = fc.nat({ max: names.length - 1 });
const template: fc.Arbitrary<TemplateState> = fc.record({
  reads: fc.array(fc.constantFrom(...columns), { minLength: names.length, maxLength: names.length }),
  personal: fc.subarray([...columns]),
});
const state: fc.Arbitrary<State> = fc.record({
  templates: fc.tuple(template, template),
  uses: fc.constantFrom(0, 1),
  selected: fc.uniqueArray(fc.record({ field, mask: fc.boolean() }), { maxLength: 4, selector: (one) => one.field }),
  granted: fc.uniqueArray(field, { maxLength: 3 }),
  ended: fc.boolean(),
  shared: fc.boolean(),
});

function filesOf({ templates, uses, selected, granted, ended, shared }: State): Files {
  const fields = granted.map((at) => names[at]).join(", ");
  const until = ended ? "2026-11-20" : "2027-01-01";
  const grant = `grants: [{ template: T1, fields: [${fields}], approvedBy: dana, reason: r, until: "${until}" }]\n`;
  const list = selected.map(({ field: at, mask }) => (mask ? `{ field: ${names[at]}, mask: full }` : names[at]));
  return {
    "connections.yaml": project["connections.yaml"],
    "datafeed.yaml": (project["datafeed.yaml"] ?? "").replace(/grants:[\s\S]*/, granted.length === 0 ? "" : grant),
    ...Object.fromEntries(
      templates.map((one, at) => [`templates/t${at}.template.yaml`, templateText(`T${at}`, fieldsText(one))] as const),
    ),
    "extracts/x.extract.yaml": extractText("x", `T${uses}`, `shared: ${shared}`, `fields: [${["ID", ...list].join(", ")}]`),
  };
}

function fieldsText({ reads, personal }: TemplateState): string {
  return reads
    .map((column, at) => `${names[at]}: { column: ${column}, type: string${personal.includes(column) ? ", pii: name" : ""} }`)
    .join("\n");
}

/** The columns of the warehouse that can be read in the clear in the extract's files: told without what is tested. */
function readable({ templates, uses, selected, granted, ended }: State): ReadonlySet<Column> {
  const { reads, personal } = templates[uses];
  return new Set(
    selected.flatMap(({ field: at, mask }) => {
      const column = reads[at];
      if (column === undefined || mask) return [];
      return !personal.includes(column) || (uses === 1 && granted.includes(at) && !ended) ? [column] : [];
    }),
  );
}

/** Columns that a template reads and calls personal. */
function personalIn({ templates }: State): readonly Column[] {
  return templates.flatMap(({ reads, personal }) => personal.filter((column) => reads.includes(column)));
}

test("whatever changes, no personal column becomes readable without being told of", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(state, state, async (base, head) => {
      const report = await planOf(filesOf(base), filesOf(head));
      expect(report.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      const personal = new Set([...personalIn(base), ...personalIn(head)]);
      const [before, after] = [readable(base), readable(head)];
      const more = [...after].filter((column) => {
        return personal.has(column) && (!before.has(column) || (head.shared && !base.shared));
      });
      const told = report.documents.flatMap(({ exposures = [] }) => exposures.flatMap(({ from }) => from));
      expect(told).toEqual(expect.arrayContaining(more.map((column) => `reporting.calls.${column}`)));
      // Nothing is told of that nobody can read.
      const columnsTold = told.filter((one) => ![...after].some((column) => one === `reporting.calls.${column}`));
      expect(columnsTold).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test("no state exposes anything to itself", async () => {
  await fc.assert(
    fc.asyncProperty(state, async (same) => {
      const { documents, findings } = await planOf(filesOf(same), filesOf(same));
      expect(documents).toEqual([]);
      expect(findings.filter(({ code }) => code !== "plan-grant-ended")).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
