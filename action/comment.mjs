import { pullRequestOf } from "./change.mjs";
import { Failure } from "./failure.mjs";
import { GitHubApi } from "./github-api.mjs";
import { readReport } from "./report.mjs";
import { markerOf, writeComment } from "./sticky-comment.mjs";
import { annotate } from "./workflow-commands.mjs";

/**
 * Comments a plan that an earlier job of this run made: the job that read what others wrote had no right to write, and this one
 * reads nothing of it but the plan. Which pull request it belongs to is looked up again.
 */
export async function comment(inputs) {
  const report = readReport(inputs.report || ".");
  if (report === undefined) {
    throw new Failure("The input report names no folder with a plan.md: the output `report` of a plan.");
  }
  const { markdown: body, changes: create } = report;
  if (!/^<!-- datafeed-plan(?: [A-Za-z0-9%._!~*'()]+)? -->$/.test(markerOf(body))) throw new Failure("The plan.md is no plan.");
  const pullRequest = await pullRequestOf(inputs);
  if (pullRequest === undefined) {
    annotate("notice", "datafeed-plan", "Nothing is commented: no open pull request has this commit as its newest.");
    return 0;
  }
  await writePlanComment(inputs, { pullRequest, body, create });
  return 0;
}

/** Writes the comment. A failure hides no plan: it is in the job's summary, and a warning says what went wrong. */
export async function writePlanComment({ github, githubToken, commentAuthor }, { pullRequest, body, create }) {
  if (githubToken === "")
    return annotate("warning", "datafeed-comment", "There is no comment: the input github-token is empty.");
  const api = new GitHubApi({ url: github.api, token: githubToken });
  try {
    const { repository } = github;
    await writeComment(api, { repository, pullRequest, author: commentAuthor, body, create });
  } catch (error) {
    const why = error.status === 403 || error.status === 404 ? ` ${withoutRights}` : "";
    annotate(
      "warning",
      "datafeed-comment",
      `The plan could not be commented; it is in the run's summary. ${error.message}.${why}`,
    );
  }
}

const withoutRights =
  "The token needs `pull-requests: write`; a fork's pull request never has it: docs/github.md shows the way by workflow_run.";
