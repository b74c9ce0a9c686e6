import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { checkPublished } from "../../execute/published.ts";
import { leaveNote } from "../../execute/supersession-note.ts";
import { findOutput } from "../../ledger/find.ts";
import type { Output } from "../../ledger/records.ts";
import { noteOf, type SupersessionNote, supersedeOutput } from "../../ledger/supersede.ts";
import type { Commands, ExportDay, ExportRecords, SupersedeRequest, Where } from "../commands.ts";
import { answerOf, isDocument } from "../export-answer.ts";
import { chosenRecords } from "../json-records/chosen-records.ts";
import { readWhere } from "../json-records/document-columns.ts";
import { recordMatcher } from "../json-records/matches-record.ts";
import { orderOf, pageAnswer, pageOf } from "../paging.ts";
import { checkRight } from "../rights.ts";
import { audited } from "./audited.ts";
import type { Desk } from "./desk.ts";
import { allDays, dayViews, exportFor, oneDay } from "./export-days.ts";
import type { Scheduled } from "./scheduled.ts";

type ExportCommands = Pick<Commands, "listExportDays" | "exportDay" | "exportRecords" | "supersede">;

/** The days of daily exports: what each date is answered by, and why not. */
export function exportCommands(desk: Desk): ExportCommands {
  const { ledger } = desk.estate;
  return {
    listExportDays: async (name, query = {}) => {
      const extract = exportFor(desk, name, "output.read");
      const order = orderOf(query, ["date"], { by: "date", direction: "desc" });
      const page = pageOf(query);
      const now = await ledger.time();
      const newest = await allDays(desk, extract, now);
      const days = order.direction === "desc" ? newest : newest.toReversed();
      const shown = days.slice(page.offset, page.offset + page.limit);
      return pageAnswer(await dayViews(desk, extract, shown, now), days.length, page);
    },
    exportDay: async (name, date) => dayOf(desk, exportFor(desk, name, "output.read"), date),
    exportRecords: (day, where) => audited(desk, "output.download", day.extract, () => records(desk, day, where)),
    supersede: (name, date, request) =>
      audited(desk, "export.supersede", name, () => supersede(desk, name, date, request), { date, ...request }),
  };
}

async function dayOf(desk: Desk, extract: Scheduled, date: string): Promise<ExportDay> {
  const now = await desk.estate.ledger.time();
  const [day] = await dayViews(desk, extract, [await oneDay(desk, extract, date, now)], now);
  return day!;
}

/**
 * Of the output that was found for the day, whatever answers it by now. Errors: those of `answerOf` and `readWhere`,
 * `output-deleted`, destination-*; while it is read `export-record-too-large`, `export-damaged`.
 */
async function records(desk: Desk, day: ExportDay, asked: Where): Promise<ExportRecords> {
  const { estate, sight } = desk;
  const extract = exportFor(desk, day.extract, "output.download");
  const output = await findOutput(estate.ledger, answerOf(day).id, sight);
  checkPublished(output);
  const where = readWhere(asked, output, extract, (await estate.ledger.time()).slice(0, 10));
  const destination = estate.destination(output.destination);
  const read = () => destination.read(output.path) as AsyncIterable<Buffer>;
  return {
    // Not the document's: whoever has the part is not to take it for the whole.
    fileName: `${day.extract}_${day.date}_chosen.json`,
    tag: tagOf(output, where),
    open: () => begun(chosenRecords({ read, sha256: output.contentSha256, matches: recordMatcher(where) })),
  };
}

/** A stream that has something to give already; what it reads from is closed with it. */
async function begun(pieces: AsyncGenerator<Buffer>): Promise<Readable> {
  const first = await pieces.next();
  async function* all(): AsyncGenerator<Buffer> {
    if (first.done !== true) yield first.value;
    yield* pieces;
  }
  // Also where nobody ever reads it.
  return Readable.from(all(), { objectMode: false }).once("close", () => void pieces.return(undefined));
}

/** Whatever the order in which columns and values were named. */
function tagOf({ contentSha256 }: Output, where: Where): string {
  const named = Object.entries(where)
    .map(([name, values]) => [name, [...new Set(values)].sort()] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([contentSha256, named]))
    .digest("hex");
}

/** Errors: `not-allowed`, `supersede-refused`, `supersede-changed`, `supersede-unnoted`, `unknown-id`, and those of a day. */
async function supersede(desk: Desk, name: string, date: string, { output: id, reason }: SupersedeRequest): Promise<ExportDay> {
  checkRight(desk.caller, "export.supersede");
  const { ledger } = desk.estate;
  const extract = exportFor(desk, name, "export.supersede");
  const day = await dayOf(desk, extract, date);
  const output = await findOutput(ledger, id, desk.sight);
  const insteadOf = day.output?.id;
  const why = whyNot(day, output, reason);
  if (why !== undefined || insteadOf === undefined) throw refused(why ?? "Nothing has answered that day yet.", name);
  if (output.id === insteadOf) {
    // It does already, but perhaps the note of that is missing.
    if (!(await noteAnew(desk, output, date))) throw refused(`The output ${output.id} answers ${date} already.`, name);
    return day;
  }
  const note = await supersedeOutput(ledger, { output, insteadOf, by: desk.caller.user, reason: reason.trim() });
  if (note === "gone") throw refused(`The output ${output.id} is not published any more, or is being deleted.`, name);
  if (note === "changed") {
    throw new DatafeedError("supersede-changed", `Something else than ${insteadOf} answers ${date} by now.`, {
      hint: `Look at it first: datafeed exports "${name}"`,
    });
  }
  await leave(desk, note, output, date);
  return dayOf(desk, extract, date);
}

/** Writes the note of an admin's word that holds, where it is missing; false if it is there, or nobody has spoken. */
async function noteAnew(desk: Desk, output: Output, date: string): Promise<boolean> {
  const note = await noteOf(desk.estate.ledger, output);
  return note !== undefined && (await leave(desk, note, output, date)) === "created";
}

/** Error: `supersede-unnoted`. */
async function leave(desk: Desk, note: SupersessionNote, output: Output, date: string): Promise<"created" | "exists"> {
  const { ledger } = desk.estate;
  try {
    return await leaveNote(note, output, { ledger, destination: desk.estate.destination(output.destination) });
  } catch (cause) {
    throw new DatafeedError("supersede-unnoted", `${date} is superseded, but that could not be noted beside the file.`, {
      hint: "Supersede it by the same output once more: that writes the note.",
      cause,
    });
  }
}

function whyNot({ extract, date, window }: ExportDay, output: Output, reason: string): string | undefined {
  if (reason.trim() === "") return "A reason is wanted: people who have the document already will ask.";
  if (output.extract !== extract) return `The output ${output.id} is of "${output.extract}".`;
  const same = output.window.start === window.start && output.window.end === window.end;
  if (output.kind !== "Daily" || !same) return `The output ${output.id} is not of the day ${date}.`;
  if (output.state !== "published") return `The output ${output.id} is ${output.state}, not published.`;
  if (!isDocument(output)) return `The output ${output.id} is no single JSON document.`;
  return undefined;
}

function refused(why: string, name: string): DatafeedError {
  return new DatafeedError("supersede-refused", why, { hint: `datafeed outputs --extract "${name}" lists what there is.` });
}
