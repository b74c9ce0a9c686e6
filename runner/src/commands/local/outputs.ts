import { posix } from "node:path";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { deleteOutput } from "../../execute/delete-output.ts";
import { checkPublished } from "../../execute/published.ts";
import { recordedError } from "../../execute/recorded-error.ts";
import { verifyOutput } from "../../execute/verify-output.ts";
import { findOutput } from "../../ledger/find.ts";
import { latestOutput, listOutputs } from "../../ledger/list-outputs.ts";
import { pinOutput } from "../../ledger/pin.ts";
import type { Output } from "../../ledger/records.ts";
import { dateOf } from "../../schedule/export-days.ts";
import type { Commands, Content, ContentOptions, Deleted, DeleteOptions, OutputQuery, OutputView } from "../commands.ts";
import { mediaTypeOf } from "../media-type.ts";
import { instant, orderOf, pageAnswer, pageOf } from "../paging.ts";
import { type Action, checkRight, reachOf } from "../rights.ts";
import { audited } from "./audited.ts";
import { type Desk, seenExtracts, sees, unknownExtract } from "./desk.ts";
import { outputViews } from "./views.ts";

type OutputCommands = Pick<
  Commands,
  "listOutputs" | "output" | "latest" | "manifest" | "content" | "delete" | "pin" | "verify"
>;

const columns = [
  ...(["name", "owner", "modified", "created", "window"] as const),
  ...(["size", "rows", "kind", "shared", "format"] as const),
];

/** Published files: the grid, their bytes, and what can be done to them. */
export function outputCommands(desk: Desk): OutputCommands {
  const { estate, caller, sight } = desk;
  const view = async (output: Output): Promise<OutputView> => (await outputViews(estate, [output]))[0]!;

  /** Errors: `not-allowed`, `unknown-id`, `ambiguous-id`. */
  const find = async (id: string, action: Action): Promise<Output> => {
    checkRight(caller, action);
    const output = await findOutput(estate.ledger, id, sight);
    checkRight(caller, action, output.owner);
    return output;
  };

  return {
    listOutputs: async (query = {}) => {
      checkRight(caller, "output.read");
      const page = pageOf(query);
      const order = orderOf(query, columns, { by: "created", direction: "desc" });
      const { items, total } = await listOutputs(estate.ledger, { ...filterOf(desk, query), sight }, page, order);
      return pageAnswer(await outputViews(estate, items), total, page);
    },
    output: async (id) => view(await find(id, "output.read")),
    latest: async (extract) => {
      checkRight(caller, "output.read");
      return view(await newest(desk, extract));
    },
    manifest: async (id) => (await find(id, "output.read")).manifest,
    content: (id, options = {}) =>
      // The rest of a download that broke off is the same use of it.
      (options.from ?? 0) > 0
        ? content(desk, id, options, find)
        : audited(desk, "output.download", id, () => content(desk, id, options, find)),
    delete: async (ids, options = {}) => {
      // All are looked up first: a wrong id deletes nothing.
      const outputs = await audited(desk, "output.delete", ids.join(" "), async () => {
        const found: Output[] = [];
        for (const id of new Set(ids)) found.push(await find(id, "output.delete"));
        return found;
      });
      const deleted: Deleted[] = [];
      // One that was named twice is one output.
      for (const output of new Map(outputs.map((each) => [each.id, each])).values())
        deleted.push(await remove(desk, output, options));
      return deleted;
    },
    pin: (id, pinned) =>
      audited(
        desk,
        "output.pin",
        id,
        async () => {
          const output = await find(id, "output.pin");
          checkPublished(output);
          await pinOutput(estate.ledger, output.id, pinned ? caller.user : undefined);
          return view(await find(output.id, "output.pin"));
        },
        { pinned },
      ),
    verify: async (id, signal) => {
      const output = await find(id, "output.verify");
      return { problems: await verifyOutput(output, estate.destination(output.destination), { signal }) };
    },
  };
}

function filterOf(desk: Desk, query: OutputQuery) {
  const { extract, owner, shared, kind, format, states, search, from, to, minBytes, maxBytes } = query;
  const modifiedFrom = instant(query.modifiedFrom, "modifiedFrom");
  const modifiedTo = instant(query.modifiedTo, "modifiedTo");
  const extracts = query.product === undefined ? undefined : ofProduct(desk, query.product);
  return {
    ...(extract === undefined ? {} : { extract }),
    ...(extracts === undefined ? {} : { extracts }),
    ...(owner === undefined ? {} : { owner }),
    ...(shared === undefined ? {} : { shared }),
    ...(kind === undefined ? {} : { kind }),
    ...(format === undefined ? {} : { format }),
    ...(states === undefined ? {} : { states }),
    ...(search === undefined ? {} : { search }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(minBytes === undefined ? {} : { minBytes }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(modifiedFrom === undefined ? {} : { modifiedFrom }),
    ...(modifiedTo === undefined ? {} : { modifiedTo }),
  };
}

/** The ledger's outputs name their extract; which product that is for, the documents say. */
function ofProduct(desk: Desk, product: string): readonly string[] {
  return [...desk.estate.documents().extracts.values()].flatMap((extract) =>
    extract.product.id === product ? [extract.name] : [],
  );
}

/** Errors: `extract-unknown`, `output-unknown`. */
async function newest(desk: Desk, extract: string): Promise<Output> {
  const known = desk.estate.documents().extracts.get(extract);
  // An extract that is no more may still have files; a private one of somebody else is not there.
  const output = await latestOutput(desk.estate.ledger, extract, desk.sight);
  if (output !== undefined) return output;
  const other = seenExtracts(desk).find(({ name }) => name.toLowerCase() === extract.toLowerCase());
  if (known === undefined && other !== undefined) return newest(desk, other.name);
  if (known === undefined || !sees(desk, known)) throw unknownExtract(desk, extract);
  throw new DatafeedError("output-unknown", `Extract "${extract}" has no published output.`, {
    hint: `Make one: datafeed run "${extract}"`,
  });
}

async function remove(desk: Desk, output: Output, options: DeleteOptions): Promise<Deleted> {
  const { force = false, reason } = options;
  const said = force ? { force, ...(reason === undefined ? {} : { reason }) } : undefined;
  try {
    await audited(desk, "output.delete", output.id, () => removeFiles(desk, output, options), said);
    return { id: output.id, deleted: true };
  } catch (error) {
    return { id: output.id, deleted: false, error: recordedError(error) };
  }
}

/**
 * What a date is answered by goes by force alone, by the word of who may say what answers it, for a reason (SEEDS 22). Errors:
 * `output-exported`, `not-allowed`, those of `deleteOutput`.
 */
async function removeFiles(
  { estate, caller }: Desk,
  output: Output,
  { force = false, reason = "" }: DeleteOptions,
): Promise<void> {
  const isExported = estate.documents().extracts.get(output.extract)?.export === "daily";
  const mayForce = force && reason.trim() !== "" && reachOf(caller, "export.supersede") === "all";
  const destination = estate.destination(output.destination);
  const spareAnswer = isExported && !mayForce;
  if ((await deleteOutput(output, { ledger: estate.ledger, destination, spareAnswer })) === "deleted") return;
  if (force) checkRight(caller, "export.supersede");
  throw exported(output, force);
}

/** Error: `output-exported`. */
function exported({ id, extract, window }: Output, force: boolean): DatafeedError {
  // Over HTTP there is no hint beside it: the message says what is to be done.
  const answers = `The output ${id} is what ${dateOf(window)} of "${extract}" is answered by`;
  const message = `${answers}: it goes by \`force\` of an admin alone, with a \`reason\`.`;
  const hint = force
    ? "By force it goes with a reason alone: people who have the document already will ask."
    : "An admin can delete it with --force and --reason: that day is then gone, until an admin supersedes it.";
  return new DatafeedError("output-exported", message, { hint });
}

async function content(
  { estate }: Desk,
  id: string,
  { part: number = 1, from, to }: ContentOptions,
  find: (id: string, action: Action) => Promise<Output>,
): Promise<Content> {
  const output = await find(id, "output.download");
  checkPublished(output);
  const part = output.parts[number - 1];
  if (part === undefined) {
    throw new DatafeedError("part-unknown", `Output ${output.id} has no part ${number}; it has ${output.parts.length}.`);
  }
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to: to + 1 }) };
  return {
    fileName: posix.basename(part.path),
    mediaType: mediaTypeOf(output.format, output.compress),
    bytes: part.bytes,
    sha256: part.sha256,
    stream: estate.destination(output.destination).read(part.path, range),
  };
}
