import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changeOf } from "./change.mjs";
import { datafeed, projectOptions } from "./cli.mjs";
import { writePlanComment } from "./comment.mjs";
import { Git } from "./git.mjs";
import { readReport } from "./report.mjs";
import { addSummary, annotate, printAnnotations, setOutput } from "./workflow-commands.mjs";

const nothingToCompare =
  "Nothing is planned: no open pull request has this commit as its newest, or it is the first commit that there is.";

/** What `--detailed-exitcode` answers when there are changes and nothing is wrong. */
const changed = 3;

/** Says what a change does: annotations, the job's summary, a comment on the pull request, and files for other steps. */
export async function plan(inputs) {
  const { github, githubToken } = inputs;
  const change = await changeOf(inputs, await Git.open({ server: github.server, token: githubToken, folder: inputs.project }));
  if (change === undefined) {
    annotate("notice", "datafeed-plan", nothingToCompare);
    return 0;
  }
  const folder = mkdtempSync(join(github.temporary || tmpdir(), "datafeed-plan-"));
  const { code, stdout } = await datafeed(inputs, planArguments(inputs, change, folder));
  printAnnotations(stdout);
  const report = readReport(folder);
  if (report === undefined) {
    annotate("error", "datafeed-plan", "There is no plan; the log says why.");
    return code === 0 || code === changed ? 1 : code;
  }
  const { markdown, changes } = report;
  if (inputs.summary) addSummary(markdown);
  setOutput("changes", String(changes));
  setOutput("pull-request", String(change.pullRequest ?? ""));
  setOutput("report", folder);
  setOutput("artifact-folder", inputs.artifact === "never" ? "" : folder);
  setOutput("artifact-name", `datafeed-plan-${github.run}-${github.attempt}`);
  if (inputs.comment && change.pullRequest !== undefined) {
    await writePlanComment(inputs, { pullRequest: change.pullRequest, body: markdown, create: changes });
  }
  return code === changed ? 0 : code;
}

/** Every value is joined to its option: a leading dash makes no option of it. */
function planArguments(inputs, { base, head }, folder) {
  return [
    ...["plan", "--format=github", "--detailed-exitcode", `--fail-on=${inputs.failOn}`, `--out=${folder}`],
    ...projectOptions(inputs),
    `--base=${base}`,
    ...(head === undefined ? [] : [`--head=${head}`]),
  ];
}
