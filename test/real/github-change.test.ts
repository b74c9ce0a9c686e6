import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { changeOf, pullRequestOf } from "../../action/change.mjs";
import { Git } from "../../action/git.mjs";
import { type Change, ChangeRepository, git } from "../support/actions/change-repository.ts";
import { type EventRepository, pullRequest, pullRequestEvent, pushEvent, workflowRunEvent } from "../support/actions/events.ts";
import { GitHubServer } from "../support/actions/github-server.ts";

const acme: EventRepository = { owner: "acme", name: "extracts", private: true };
const fork: EventRepository = { owner: "mallory", name: "extracts", private: false };

let server: GitHubServer;
let repository: ChangeRepository;
beforeEach(async () => {
  server = await GitHubServer.start();
  repository = new ChangeRepository({ "a.txt": "a\n" });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  repository[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

/** What is compared, in a folder that was checked out: it need not be where the action runs. */
async function changeIn(folder: string, eventName: string, event: object, { base = "", sha = "" } = {}) {
  const github = { api: server.url, server: "https://github.com", repository: "acme/extracts", eventName, event, sha };
  return changeOf({ github, base, githubToken: "read" }, await Git.open({ server: github.server, token: "", folder }));
}

function changeEvent(change: Change, from: EventRepository = acme, number = 5) {
  return { number, headSha: change.head, headRef: `change-${number}`, from, baseSha: change.base };
}

test("a pull request is its merge compared with the branch, however little was fetched", async () => {
  const change = repository.open(5, { "b.txt": "b\n" });
  for (const depth of [1, 2, "all"] as const) {
    const folder = repository.checkout("refs/pull/5/merge", depth);
    const event = pullRequestEvent(acme, changeEvent(change, fork));
    const found = await changeIn(folder, "pull_request", event, { sha: change.merge ?? "" });
    expect(found).toEqual({ base: change.base, pullRequest: 5 });
    expect(git(folder, "cat-file", "-t", change.base)).toBe("commit");
  }
});

test("the branch may have gone on since the event: the merge that is checked out says what it was merged into", async () => {
  const old = repository.open(5, { "b.txt": "b\n" });
  repository.commit("main", { "c.txt": "c\n" }, "origin/main");
  const { head, merge, base } = repository.open(5, { "b.txt": "b\n" }, { from: old.base });
  expect(base).not.toBe(old.base);
  const event = pullRequestEvent(acme, { ...changeEvent({ ...old, head }) });
  const folder = repository.checkout("refs/pull/5/merge", 2);
  expect(await changeIn(folder, "pull_request", event, { sha: merge ?? "" })).toEqual({ base, pullRequest: 5 });
});

test("where the change itself is checked out, it is compared with where it left the branch", async () => {
  const left = git(repository.checkout("refs/heads/main"), "rev-parse", "HEAD");
  repository.commit("main", { "c.txt": "c\n" }, "origin/main");
  const change = repository.open(5, { "b.txt": "b\n" }, { from: left });
  const event = pullRequestEvent(acme, changeEvent(change));
  const whole = repository.checkout("refs/pull/5/head", "all");
  git(whole, "fetch", "--quiet", "origin", "main");
  expect(await changeIn(whole, "pull_request", event, { sha: change.merge ?? "" })).toEqual({ base: left, pullRequest: 5 });
  // Without its history nobody knows where: then with the branch as it is.
  const shallow = repository.checkout("refs/pull/5/head", 1);
  expect(await changeIn(shallow, "pull_request", event)).toEqual({ base: change.base, pullRequest: 5 });
  expect(await changeIn(shallow, "pull_request", event, { base: "v1" })).toEqual({ base: "v1", pullRequest: 5 });
});

test("of a run for a fork's pull request the change is fetched as objects, and nothing of it is checked out", async () => {
  const folder = repository.checkout("refs/heads/main");
  const change = repository.open(5, { "a.txt": "evil\n", ".gitattributes": "* filter=evil\n" });
  server.pulls = [
    pullRequest(acme, { ...changeEvent(change, { ...fork, owner: "eve" }), headRef: "change-5" }),
    pullRequest(acme, { ...changeEvent(change, { ...fork, name: "another-fork" }, 3), headRef: "change-5" }),
    pullRequest(acme, { ...changeEvent(change, fork, 4), headSha: change.base, headRef: "change-5" }),
    pullRequest(acme, changeEvent(change, fork)),
  ];
  const event = workflowRunEvent(acme, changeEvent(change, fork));
  expect(event.workflow_run.pull_requests).toEqual([]);
  const found = await changeIn(folder, "workflow_run", event);
  expect(found).toEqual({ base: change.base, head: change.merge, pullRequest: 5 });
  expect(git(folder, "status", "--porcelain")).toBe("");
  expect(git(folder, "rev-parse", "HEAD")).toBe(change.base);
  expect(git(folder, "cat-file", "-t", change.merge ?? "")).toBe("commit");
});

test("a change that conflicts has no merge: its newest commit is compared with the branch", async () => {
  const folder = repository.checkout("refs/heads/main");
  const change = repository.open(5, { "b.txt": "b\n" }, { conflicts: true });
  server.pulls = [pullRequest(acme, changeEvent(change, fork))];
  const event = workflowRunEvent(acme, changeEvent(change, fork));
  expect(await changeIn(folder, "workflow_run", event)).toEqual({ base: change.base, head: change.head, pullRequest: 5 });
});

test("a merge of another commit than the one that was run is not taken for it", async () => {
  const folder = repository.checkout("refs/heads/main");
  const old = repository.open(5, { "b.txt": "b\n" });
  const event = workflowRunEvent(acme, changeEvent(old, fork));
  server.pulls = [pullRequest(acme, changeEvent(old, fork))];
  repository.open(5, { "b.txt": "something else\n" });
  expect(await changeIn(folder, "workflow_run", event)).toBeUndefined();
});

test("without an open pull request of this commit there is nothing to plan, and no other number is believed", async () => {
  const folder = repository.checkout("refs/heads/main");
  const change = repository.open(5, { "b.txt": "b\n" });
  const event = workflowRunEvent(acme, changeEvent(change, fork));
  expect(await changeIn(folder, "workflow_run", event)).toBeUndefined();
  const github = { api: server.url, repository: "acme/extracts", eventName: "workflow_run", event };
  expect(await pullRequestOf({ github, githubToken: "read" })).toBeUndefined();
  const pushed = workflowRunEvent(acme, changeEvent(change), "push");
  server.pulls = [pullRequest(acme, changeEvent(change))];
  expect(await changeIn(folder, "workflow_run", pushed)).toBeUndefined();
});

test("names of branches are asked for as they are", async () => {
  const folder = repository.checkout("refs/heads/main");
  const change = repository.open(5, { "b.txt": "b\n" });
  const hostile = { ...changeEvent(change, fork), headRef: 'x&state=closed#"; rm -rf ~;$(id)' };
  server.pulls = [pullRequest(acme, hostile)];
  expect(await changeIn(folder, "workflow_run", workflowRunEvent(acme, hostile))).toMatchObject({ pullRequest: 5 });
});

test("a push is compared with what was there before, anything else with the default branch", async () => {
  const first = git(repository.checkout("refs/heads/main"), "rev-parse", "HEAD");
  const second = repository.commit("main", { "c.txt": "c\n" }, "origin/main");
  const folder = repository.checkout("refs/heads/main", 1);
  expect(await changeIn(folder, "push", pushEvent(acme, first, second))).toEqual({ base: first });
  expect(git(folder, "cat-file", "-t", first)).toBe("commit");
  expect(await changeIn(folder, "push", pushEvent(acme, "0".repeat(40), second))).toBeUndefined();
  const deeper = repository.checkout("refs/heads/main", 2);
  for (const gone of ["0".repeat(40), "1".repeat(40)]) {
    expect(await changeIn(deeper, "push", pushEvent(acme, gone, second))).toEqual({ base: first });
  }
  const { repository: known } = pushEvent(acme, first, second);
  expect(await changeIn(folder, "schedule", { repository: known })).toEqual({ base: "refs/remotes/origin/main" });
  expect(git(folder, "rev-parse", "refs/remotes/origin/main")).toBe(second);
});

test("pull_request_target is refused: it would hand secrets to what others wrote", async () => {
  const change = repository.open(5, { "b.txt": "b\n" });
  const event = pullRequestEvent(acme, changeEvent(change, fork));
  const folder = repository.checkout("refs/heads/main");
  await expect(changeIn(folder, "pull_request_target", event)).rejects.toThrow(/pull_request_target/);
});

test("a project that is not there is said by the name of its input", async () => {
  await expect(Git.open({ server: "https://github.com", token: "", folder: "no/such/folder" })).rejects.toThrow(
    'The input project names no folder: "no/such/folder".',
  );
});
