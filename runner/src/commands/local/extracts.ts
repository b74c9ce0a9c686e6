import { definitionHash } from "../../compile/hashes.ts";
import { latestOutputs } from "../../ledger/list-outputs.ts";
import { lastRuns } from "../../ledger/list-runs.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { Commands, ExtractView } from "../commands.ts";
import { provenanceOf } from "../estate.ts";
import { orderOf, pageOf, pageOfList } from "../paging.ts";
import { checkRight } from "../rights.ts";
import { type Desk, extractFor, seenExtracts } from "./desk.ts";
import { outputViews, runView } from "./views.ts";

const columns = ["name", "owner", "product", "kind"] as const;

/** Extracts: the documents in force, with the last run and the newest output of each. */
export function extractCommands(desk: Desk): Pick<Commands, "listExtracts" | "extract"> {
  return {
    listExtracts: async (query = {}) => {
      checkRight(desk.caller, "extract.read");
      const order = orderOf(query, columns, { by: "name", direction: "asc" });
      const found = seenExtracts(desk).filter(
        (extract) =>
          (query.kind === undefined || kindOf(extract) === query.kind) &&
          (query.owner === undefined || extract.owner === query.owner) &&
          (query.export === undefined || extract.export === query.export) &&
          (query.product === undefined || extract.product.id === query.product) &&
          holds(extract.name, query.search),
      );
      const keys = { name: nameKey, owner: ({ owner }: ResolvedExtract) => owner, product: productKey, kind: kindOf };
      const page = pageOfList(found, pageOf(query), order, (extract) => `${keys[order.by](extract)}\0${nameKey(extract)}`);
      return { ...page, items: await extractViews(desk, page.items) };
    },
    extract: async (name) => {
      const [view] = await extractViews(desk, [extractFor(desk, name, "extract.read")]);
      return view!;
    },
  };
}

/** Whether a name holds a text, without regard to case. */
export function holds(name: string, search: string | undefined): boolean {
  return search === undefined || name.toLowerCase().includes(search.toLowerCase());
}

export function nameKey({ name }: ResolvedExtract): string {
  return name.toLowerCase();
}

export function productKey({ product }: ResolvedExtract): string {
  return product.name.toLowerCase();
}

function kindOf({ schedule, window }: ResolvedExtract): ExtractView["kind"] {
  if (schedule !== undefined) return "scheduled";
  return window === undefined ? "dispatched" : "immediate";
}

/** The rows of a page, in two questions to the ledger. */
async function extractViews(desk: Desk, extracts: readonly ResolvedExtract[]): Promise<readonly ExtractView[]> {
  const { estate, sight } = desk;
  const names = extracts.map(({ name }) => name);
  const [runs, latest] = await Promise.all([lastRuns(estate.ledger, names), latestOutputs(estate.ledger, names, sight)]);
  const outputs = new Map((await outputViews(estate, [...latest.values()])).map((view) => [view.extract, view]));
  const documents = estate.documents();
  const { refused } = documents;
  return extracts.map((extract) => {
    const { commit, approval } = provenanceOf(documents, extract.name);
    const run = runs.get(extract.name);
    const output = outputs.get(extract.name);
    const problem = refused.find(({ file }) => file === extract.file);
    return {
      name: extract.name,
      ...(extract.description === undefined ? {} : { description: extract.description }),
      kind: kindOf(extract),
      owner: extract.owner,
      shared: extract.shared,
      product: { id: extract.product.id, name: extract.product.name },
      template: extract.template.name,
      file: extract.file,
      format: extract.output.format,
      compress: extract.output.compress,
      ...(extract.export === undefined ? {} : { export: extract.export }),
      timezone: extract.timezone,
      fields: extract.fields.map(({ as }) => as),
      columns: extract.fields.map(({ field, as }) => ({ field, as })),
      definitionHash: definitionHash(extract),
      ...(commit === undefined ? {} : { commit }),
      ...(documents.approval === undefined ? {} : { approval }),
      ...(problem === undefined ? {} : { refused: { code: problem.code, message: problem.message } }),
      ...(run === undefined ? {} : { lastRun: runView(run) }),
      ...(output === undefined ? {} : { latestOutput: output }),
    };
  });
}
