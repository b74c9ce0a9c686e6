import { datafeed, projectOptions } from "./cli.mjs";
import { addSummary, annotate, isAnnotation, plain, printAnnotations, readAnnotation } from "./workflow-commands.mjs";

/** So many findings are listed in the summary. */
const mostListed = 200;

/** Checks the documents: each finding is an annotation at its place, and a row of the job's summary. */
export async function validate(inputs) {
  const { code, stdout } = await datafeed(inputs, ["validate", "--format=github", ...projectOptions(inputs)]);
  return tell(inputs, { code, stdout, title: "Datafeed: documents", none: "Every document is sound." });
}

/** Prints annotations, and lists them in the summary. */
export function tell({ summary }, { code, stdout, title, none }) {
  printAnnotations(stdout);
  const findings = stdout.split("\n").filter(isAnnotation).map(readAnnotation);
  if (code !== 0 && findings.length === 0) annotate("error", "datafeed", "Datafeed failed; the log says why.");
  if (!summary) return code;
  const shown = findings.slice(0, mostListed);
  const more = findings.length - shown.length;
  const verdict = findings.length > 0 ? table(shown) : code === 0 ? none : "Datafeed failed; the log says why.";
  addSummary([`## ${title}`, verdict, ...(more > 0 ? [`… and ${more} more, in the log.`] : [])].join("\n\n"));
  return code;
}

function table(findings) {
  const rows = findings.map(({ level, file, line, title, message }) => {
    const place = file === undefined ? "" : plain(line === undefined ? file : `${file}:${line}`);
    return `| ${level === "error" ? "❌" : "⚠️"} | ${place} | ${plain(title ?? "")} | ${plain(message)} |`;
  });
  return ["| | place | code | what |", "|---|---|---|---|", ...rows].join("\n");
}
