import { Failure } from "./failure.mjs";
import { GitHubApi, withRetries } from "./github-api.mjs";

/** An id that GitHub names. */
const commitId = /^[0-9a-f]{40}$|^[0-9a-f]{64}$/;

/**
 * What is compared with what, by the event: the state after the change is merged, with the branch that it is for. `head` absent
 * is the working tree; `pullRequest` is what a comment belongs to. Undefined: there is nothing to plan (any more).
 */
export async function changeOf({ github, base, githubToken }, git) {
  const { event, eventName } = github;
  if (eventName === "pull_request_target") {
    throw new Failure(
      "Plan on pull_request, and comment on workflow_run: pull_request_target hands secrets to what others wrote.",
    );
  }
  if (eventName === "pull_request") return ofPullRequest(event.pull_request, { wanted: base, sha: github.sha }, git);
  if (eventName === "workflow_run") return ofWorkflowRun({ github, githubToken }, git);
  if (base !== "") return { base };
  if (eventName === "push") {
    const before = await pushedFrom(event, git);
    return before === undefined ? undefined : { base: before };
  }
  const branch = `refs/remotes/origin/${event.repository?.default_branch ?? "main"}`;
  if ((await git.commit(branch)) === undefined) await git.fetch(`${branch.replace("remotes/origin", "heads")}:${branch}`, 1);
  return { base: branch };
}

/** GitHub checks out the merge of the change into its branch: the first parent is the branch, the second the change. */
async function ofPullRequest({ number, head, base }, { wanted, sha }, git) {
  if (wanted !== "") return { base: wanted, pullRequest: number };
  const here = await git.commit("HEAD");
  // `actions/checkout` fetches no parents unless it is told to.
  if (here === sha && (await git.commit("HEAD^1")) === undefined) await git.fetch(sha, 2);
  if ((await git.commit("HEAD^2")) === head.sha) return { base: await git.commit("HEAD^1"), pullRequest: number };
  const branch = await available(git, base.sha);
  return { base: (await git.mergeBase(branch, "HEAD")) ?? branch, pullRequest: number };
}

/**
 * A plan that another run made for its own eyes is not believed: whoever wrote the change wrote that workflow, too. Here the
 * branch's own code reads the documents of the change out of Git.
 */
async function ofWorkflowRun({ github, githubToken }, git) {
  const pull = await pullRequestOfRun(github, githubToken);
  if (pull === undefined) return undefined;
  const { number: pullRequest, sha } = pull;
  // One that conflicts has no merge, and that of an older commit is not this change's.
  if (await git.fetch(`refs/pull/${pullRequest}/merge:refs/datafeed/merge`, 2)) {
    const [base, head] = [await git.commit("refs/datafeed/merge^1"), await git.commit("refs/datafeed/merge")];
    if (base !== undefined && (await git.commit("refs/datafeed/merge^2")) === sha) return { base, head, pullRequest };
  }
  await git.fetch(`refs/pull/${pullRequest}/head:refs/datafeed/head`, 1);
  if ((await git.commit("refs/datafeed/head")) !== sha) return undefined;
  return { base: await available(git, pull.base), head: sha, pullRequest };
}

/** The number of the pull request that an event is of; undefined where there is none (any more). */
export async function pullRequestOf({ github, githubToken }) {
  const { event, eventName } = github;
  if (eventName === "workflow_run") return (await pullRequestOfRun(github, githubToken))?.number;
  return event.pull_request?.number;
}

/** The open pull request whose newest commit was run, by what GitHub says of the run. Events name none of a fork's. */
async function pullRequestOfRun({ event, api: url, repository }, token) {
  const { head_sha: sha, head_branch: branch, head_repository: from, event: cause } = event.workflow_run ?? {};
  if (cause !== "pull_request" || !commitId.test(sha ?? "")) return undefined;
  const api = new GitHubApi({ url, token });
  const pull = await withRetries(() => openPullRequest(api, { repository, sha, branch, from }));
  return pull === undefined ? undefined : { number: pull.number, sha, base: pull.base.sha };
}

async function openPullRequest(api, { repository, sha, branch, from }) {
  const head = encodeURIComponent(`${from?.owner?.login ?? ""}:${branch}`);
  for await (const pull of api.list(`/repos/${repository}/pulls?state=open&head=${head}`)) {
    const same = pull.head.sha === sha && pull.head.repo?.full_name === from?.full_name;
    if (same && pull.base.repo.full_name === repository && Number.isSafeInteger(pull.number)) return pull;
  }
  return undefined;
}

/** What was there before a push; of a branch's first one, or where that was taken away by force, the first parent. */
async function pushedFrom({ before }, git) {
  if (commitId.test(before ?? "") && !/^0+$/.test(before)) {
    await available(git, before);
    if ((await git.commit(before)) !== undefined) return before;
  }
  return git.commit("HEAD^1");
}

/** Has a commit here, as an object; Datafeed tells of one that could not be fetched. */
async function available(git, id) {
  if ((await git.commit(id)) === undefined) await git.fetch(id, 1);
  return id;
}
