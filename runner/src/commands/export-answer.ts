import { DatafeedError } from "../errors/datafeed-error.ts";
import type { ExportDay, OutputView } from "./commands.ts";

/**
 * The output whose bytes answer a day. Errors: `export-day-*`, each saying why there is none; `output-unknown` where the caller
 * may not know of it.
 */
export function answerOf(day: ExportDay): OutputView {
  const { extract, date, output } = day;
  switch (day.state) {
    case "published":
      break;
    case "open":
      throw refusal("open", `The day ${date} of "${extract}" is not closed yet; it closes at ${day.closesAt}.`, {
        hint: `Ask again after ${day.closesAt}.`,
      });
    case "owed":
    case "running": {
      const how = day.state === "owed" ? "owed" : "being made";
      throw refusal("pending", `The document of ${date} of "${extract}" is ${how}.`, { hint: "Ask again in a minute." });
    }
    case "paused":
      throw refusal("paused", `The schedule of "${extract}" is paused; the document of ${date} comes when it goes on.`, {
        hint: `datafeed schedules shows who paused it; datafeed resume "${extract}" lets it go on.`,
      });
    case "failed": {
      const why = day.error === undefined ? "" : ` (${day.error.code}): ${day.error.message}`;
      throw refusal("failed", `The run for ${date} of "${extract}" has failed${why || "."}`, {
        hint: `When that is mended: datafeed retry ${day.obligation ?? "ID"}`,
      });
    }
    case "empty":
      throw refusal("empty", `The day ${date} of "${extract}" had no rows, and no file is published for such a day.`);
    case "skipped": {
      const why = day.reason === undefined ? "." : `: ${day.reason}.`;
      throw refusal("skipped", `The day ${date} of "${extract}" was skipped${why}`);
    }
    case "deleted":
      throw refusal("deleted", `What answered ${date} of "${extract}" was deleted.`, {
        hint: "An admin can have another output of that day answer it: datafeed supersede",
      });
  }
  if (output === undefined) {
    throw new DatafeedError("output-unknown", `What answers ${date} of "${extract}" was published for its owner alone.`);
  }
  if (isDocument(output)) return output;
  throw refusal("format", `The day ${date} of "${extract}" was published as ${formOf(output)}, before it was a daily export.`, {
    hint: `Its file is at /v1/outputs/${output.id}/content. Run the day again and supersede it.`,
  });
}

/** Whether an output is one JSON document as it stands. */
export function isDocument(output: Pick<OutputView, "format" | "compress" | "parts">): boolean {
  return output.format === "json" && output.compress === "none" && output.parts.length === 1;
}

function formOf({ format, compress, parts }: OutputView): string {
  return [format, ...(compress === "none" ? [] : [compress]), ...(parts.length === 1 ? [] : [`${parts.length} parts`])].join(
    ", ",
  );
}

function refusal(what: string, message: string, options: { readonly hint?: string } = {}): DatafeedError {
  return new DatafeedError(`export-day-${what}`, message, options);
}
