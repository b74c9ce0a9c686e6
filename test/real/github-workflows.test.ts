import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openServer, type TestServer } from "../api/server.ts";
import { type Change, ChangeRepository, copyProject, git } from "../support/actions/change-repository.ts";
import {
  type EventChange,
  type EventRepository,
  pullRequest,
  pullRequestEvent,
  workflowDispatchEvent,
  workflowRunEvent,
} from "../support/actions/events.ts";
import { GitHubServer } from "../support/actions/github-server.ts";
import { type JobResult, type RunOptions, runJob } from "../support/actions/run-job.ts";

const root = join(import.meta.dirname, "../..");
const acme: EventRepository = { owner: "acme", name: "extracts", private: true };
const fork: EventRepository = { owner: "mallory", name: "extracts", private: false };
/** In every secret and token, so that it can be looked for. */
const secret = "SECRET";

let repository: ChangeRepository;
let github: GitHubServer;
beforeAll(() => {
  repository = new ChangeRepository({ ".gitignore": "node_modules/\n.datafeed/\nout/\n" }, copyProject);
});
afterAll(() => repository[Symbol.dispose]());
beforeEach(async () => {
  github = await GitHubServer.start();
});
afterEach(() => github[Symbol.asyncDispose]());

/** What is there when `actions/checkout` and `npm ci` are done: the documents of a commit, and the code of this repository. */
function workspaceOf(ref: string, depth: number): string {
  const folder = repository.checkout(ref, depth);
  for (const name of ["runner", "action", "action.yml"]) symlinkSync(join(root, name), join(folder, name));
  ChangeRepository.leaveOut(folder, ["runner", "action", "action.yml", "plan-report"]);
  return folder;
}

/** Runs a job of a workflow of this repository. `npm ci` has been done; npm itself is not asked for anything else. */
function run(
  workflow: string,
  job: string,
  options: Partial<RunOptions> & Pick<RunOptions, "workspace" | "event" | "eventName">,
) {
  const bin = join(repository.folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "npm"), '#!/bin/sh\n[ "$1" = ci ] || exit 9\n', { mode: 0o755 });
  const text = readFileSync(join(root, ".github/workflows", `${workflow}.yml`), "utf8");
  return runJob(text, job, {
    ...{ temporary: repository.folder, sha: "", token: `read-${secret}`, apiUrl: github.url },
    ...options,
    env: { PATH: `${bin}:${join(root, "node_modules/.bin")}:${process.env["PATH"]}`, ...options.env },
  });
}

function eventChange(number: number, change: Change, from: EventRepository): EventChange {
  const title = '"; touch pwned; echo "$(touch pwned)';
  return { number, headSha: change.head, headRef: `change-${number}`, from, baseSha: change.base, title };
}

/** No secret is in the log, but where the runner is told to cover it, and in no file that others see. */
function expectNoSecret(result: JobResult): void {
  const told = result.log.commands.filter(({ command }) => command !== "add-mask");
  const seen = [...told.map(({ data }) => data), ...result.log.lines, result.summary, ...result.scripts];
  expect(seen.filter((text) => text.includes(secret))).toEqual([]);
  for (const folder of Object.values(result.artifacts)) {
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes(secret)).toBe(false);
  }
}

const hostileExtract = `kind: Extract
name: shared-calls
shared: true
description: "@octocat\\n::error::x ${"<"}img src=x>"
product: ixhello-customer-v1
owner: amy
template: ContactDetails
fields: [Contact ID, Channel, User Endpoint]
window: { start: "2026-03-17T00:00", end: "2026-04-06T00:00" }
`;

test("plan: a fork's pull request is planned without a secret or a right, and cannot command the runner", async () => {
  const change = repository.open(5, { "extracts/shared-calls.extract.yaml": hostileExtract });
  const event = pullRequestEvent(acme, eventChange(5, change, fork));
  const workspace = workspaceOf("refs/pull/5/merge", 2);
  const result = await run("plan", "plan", { workspace, event, eventName: "pull_request", sha: change.merge ?? "" });
  expect(result.conclusion, result.text).toBe("success");
  expect(result.summary).toContain("`shared-calls`");
  expect(result.log.commands.filter(({ command }) => !["add-mask", "warning", "error"].includes(command))).toEqual([]);
  expect(github.requests).toEqual([]);
  expect(result.scripts).toEqual(["npm ci", 'node "$GITHUB_ACTION_PATH/action/main.mjs"']);
  expect(result.outputs).toEqual({});
  const [report = ""] = Object.values(result.artifacts);
  expect(readdirSync(report).sort()).toEqual(["plan.json", "plan.md"]);
  expect(existsSync(join(workspace, "pwned"))).toBe(false);
  expectNoSecret(result);
});

test("plan-comment: the branch's code plans a fork's change from Git, another job comments it, and just once", async () => {
  const workspace = workspaceOf("refs/heads/main", 1);
  const start = git(workspace, "rev-parse", "HEAD");
  const change = repository.open(6, { "extracts/shared-calls.extract.yaml": hostileExtract, "action.yml": "runs: evil\n" });
  const event = workflowRunEvent(acme, eventChange(6, change, fork));
  github.pulls = [pullRequest(acme, eventChange(6, change, fork))];
  github.add(6, "mallory", "<!-- datafeed-plan -->\nNothing changes.");
  const asked = { workspace, event, eventName: "workflow_run", sha: start };
  const planned = await run("plan-comment", "plan", asked);
  expect(planned.conclusion, planned.text).toBe("success");
  expect(git(workspace, "rev-parse", "HEAD")).toBe(start);
  expect(existsSync(join(workspace, "extracts/shared-calls.extract.yaml"))).toBe(false);
  const needs = { plan: { outputs: planned.outputs } };
  const commented = await run("plan-comment", "comment", { ...asked, needs, token: `write-${secret}` });
  expect(commented.conclusion, commented.text).toBe("success");
  const bodies = (github.comments.get(6) ?? []).map(({ body, user }) => [user.login, body] as const);
  expect(bodies.map(([login]) => login)).toEqual(["mallory", "github-actions[bot]"]);
  expect(bodies[1]?.[1]).toMatch(/^<!-- datafeed-plan -->\n/);
  expect(bodies[1]?.[1]).toContain("`shared-calls`");
  expect(bodies[1]?.[1]).not.toMatch(/@octocat|<img/);
  const again = await run("plan-comment", "comment", { ...asked, needs, token: `write-${secret}` });
  expect(again.conclusion).toBe("success");
  expect(github.comments.get(6)).toHaveLength(2);
  for (const result of [planned, commented]) expectNoSecret(result);
});

const oneWorkflow = `on: pull_request
jobs:
  plan:
    steps:
      - id: plan
        uses: ./
        with: { command: plan, cli: runner/bin/datafeed.cjs, fail-on: never }
      - run: echo "$CHANGES $NUMBER" > told
        env:
          CHANGES: \${{ steps.plan.outputs.changes }}
          NUMBER: \${{ steps.plan.outputs.pull-request }}
`;

test("plan: one workflow comments by itself; a fork's token can't, and the plan is in the summary all the same", async () => {
  const change = repository.open(8, { "extracts/shared-calls.extract.yaml": hostileExtract });
  const event = pullRequestEvent(acme, eventChange(8, change, fork));
  const workspace = workspaceOf("refs/pull/8/merge", 1);
  const asked = { workspace, event, eventName: "pull_request", sha: change.merge ?? "", temporary: repository.folder };
  const token = `read-${secret}`;
  const env = { PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"]}` };
  const ofFork = await runJob(oneWorkflow, "plan", { ...asked, token, apiUrl: github.url, env });
  expect(ofFork.conclusion, ofFork.text).toBe("success");
  expect(github.comments.size).toBe(0);
  expect(ofFork.text).toMatch(/::warning title=datafeed-comment::.*403: Resource not accessible by integration.*workflow_run/);
  const own = await runJob(oneWorkflow, "plan", { ...asked, token: `write-${secret}`, apiUrl: github.url, env });
  expect(own.conclusion, own.text).toBe("success");
  const [comment] = github.comments.get(8) ?? [];
  expect(comment?.body.trimEnd()).toBe(own.summary.trimEnd());
  expect(readFileSync(join(workspace, "told"), "utf8")).toBe("true 8\n");
  for (const result of [ofFork, own]) expectNoSecret(result);
});

test("plan-comment: without the right to comment the run still succeeds, and says why there is none", async () => {
  const workspace = workspaceOf("refs/heads/main", 1);
  const change = repository.open(7, { "extracts/shared-calls.extract.yaml": hostileExtract });
  const asked = { workspace, event: workflowRunEvent(acme, eventChange(7, change, acme)), eventName: "workflow_run" };
  github.pulls = [pullRequest(acme, eventChange(7, change, acme))];
  const planned = await run("plan-comment", "plan", asked);
  const commented = await run("plan-comment", "comment", { ...asked, needs: { plan: { outputs: planned.outputs } } });
  expect(commented.conclusion, commented.text).toBe("success");
  const warnings = commented.log.commands.filter(({ command }) => command === "warning");
  expect(warnings.map(({ data }) => data)).toEqual([expect.stringContaining("403: Resource not accessible by integration")]);
  // The change went on in between: there is nothing to say of what it was.
  github.pulls = [];
  const late = await run("plan-comment", "plan", asked);
  expect(late).toMatchObject({ conclusion: "success", outputs: { artifact: "" }, artifacts: {} });
  const pushed = { ...asked, event: workflowRunEvent(acme, eventChange(7, change, acme), "push") };
  expect(await run("plan-comment", "plan", pushed)).toMatchObject({ conclusion: "skipped" });
});

test("ci: the documents of this repository are sound and their tests pass, by the action", async () => {
  const workspace = workspaceOf("refs/heads/main", 1);
  const event = { repository: pullRequestEvent(acme, eventChange(1, { base: "", head: "" }, acme)).repository };
  const result = await run("ci", "documents", { workspace, event, eventName: "push" });
  expect(result.conclusion, result.text).toBe("success");
  expect(result.summary).toContain("## Datafeed: documents");
  expect(result.summary).toContain("## Datafeed: tests\n\nNo test failed.");
});

/** Dispatches run-extract.yml with inputs as GitHub hands them over. */
async function dispatch(
  inputs: Readonly<Record<string, string>>,
  options: Partial<RunOptions> = {},
  where: EventRepository = acme,
): Promise<JobResult & { readonly workspace: string }> {
  const workspace = workspaceOf("refs/heads/main", 1);
  const event = workflowDispatchEvent(where, { format: "as written", where: "local", start: "", end: "", ...inputs });
  const result = await run("run-extract", "run", { workspace, event, eventName: "workflow_dispatch", ...options });
  return { ...result, workspace };
}

test("run-extract: the file of a one-off extract becomes an artifact; its hash, rows and size are outputs", async () => {
  const inputs = { extract: "ixHelloExtract1", format: "ndjson", start: "2026-03-20T00:00", end: "2026-03-21T00:00" };
  const result = await dispatch(inputs, { secrets: { DATAFEED_TOKEN: secret } });
  expect(result.conclusion, result.text).toBe("success");
  const [[name, folder] = ["", ""]] = Object.entries(result.artifacts);
  expect(name).toBe("ixHelloExtract1-77-1");
  const [file = ""] = readdirSync(folder);
  expect(file).toMatch(/^ixHelloExtract1_P_Adhoc_2026-03-20-.*\.ndjson$/);
  expect(result.summary).toMatch(/\| rows \| <code>\d+<\/code> \|/);
  expectNoSecret(result);
});

test("run-extract: a file with readable personal data, or of a public repository, becomes no artifact by itself", async () => {
  const masked = await dispatch({ extract: "intents-not-matched" });
  expect(masked).toMatchObject({ conclusion: "success", artifacts: {} });
  expect(masked.text).toMatch(/::warning title=datafeed-artifact::.*readable personal data \(Utterance\)/);
  const open = await dispatch({ extract: "ixHelloExtract1" }, {}, { ...acme, private: false });
  expect(open).toMatchObject({ conclusion: "success", artifacts: {} });
  expect(open.text).toContain("everybody can read those of a public repository");
});

const hostileNames = [
  '"; touch pwned; echo "$(touch pwned)`touch pwned`',
  "--server=http://127.0.0.1:9",
  "x\n::set-output name=path::/etc/passwd\npath=/etc/passwd\n::add-mask::x\n##[error]y",
];

test.each(hostileNames)("run-extract: an extract called %j is the name of no extract, and nothing else", async (extract) => {
  const result = await dispatch({ extract });
  expect(result.conclusion).toBe("failure");
  expect(existsSync(join(result.workspace, "pwned"))).toBe(false);
  expect(result.artifacts).toEqual({});
  const said = result.log.commands.filter(({ command }) => command !== "add-mask");
  expect(said).toEqual([
    { command: "error", properties: { title: "extract-unknown" }, data: expect.stringContaining("There is no extract") },
  ]);
  expect(result.scripts.filter((script) => script.includes("pwned"))).toEqual([]);
});

test("run-extract: hostile times and formats are refused in words", async () => {
  for (const inputs of [{ start: "--out=/$(touch pwned)", end: "; touch pwned" }, { format: "csv --out=/" }]) {
    const result = await dispatch({ extract: "ixHelloExtract1", ...inputs });
    expect(result.conclusion).toBe("failure");
    expect(result.log.commands.filter(({ command }) => command === "error")).toHaveLength(1);
    expect(existsSync(join(result.workspace, "pwned"))).toBe(false);
  }
});

test("run-extract: a server does the work, its file is here, and its token is in no log", async () => {
  await using server: TestServer = await openServer();
  const { token } = server.tokens.ada;
  const options = { vars: { DATAFEED_SERVER: await server.listen() }, secrets: { DATAFEED_TOKEN: token } };
  const running = dispatch({ extract: "amys-calls", where: "server" }, options);
  await vi.waitFor(async () => expect((await server.ask("ada", "GET", "/v1/owed")).json.total).toBe(1), 60_000);
  await server.estate.publish("amys-calls");
  const result = await running;
  expect(result.conclusion, result.text).toBe("success");
  const [folder = ""] = Object.values(result.artifacts);
  const [file = ""] = readdirSync(folder);
  expect(readFileSync(join(folder, file), "utf8")).toContain("Id,Channel");
  const refused = await dispatch({ extract: "no-such", where: "server" }, options);
  expect(refused.conclusion).toBe("failure");
  expect(refused.text).toContain("::error title=extract-unknown::");
  for (const { text } of [result, refused]) {
    expect(text.split("\n").filter((line) => line.includes(token))).toEqual([`::add-mask::${token}`]);
  }
  const without = await dispatch({ extract: "amys-calls", where: "server" }, { vars: options.vars });
  expect(without.text).toContain("The input token is missing");
});
