import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Commands, OutputView } from "../../runner/src/commands/commands.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { createToken } from "../../runner/src/ledger/tokens.ts";
import { datafeed, environment, launcher } from "../cli/command-line.ts";

const files = {
  "datafeed.yaml": `kind: Project
version: 1
organization: Acme
users: { amy: { role: developer }, ben: { role: admin } }
products: { calls: { name: Calls, warehouse: memory } }
defaults: { timezone: UTC, to: local }
`,
  "templates/calls.template.yaml": `kind: Template
name: Calls
source: { sql: "select * from (values ('a', timestamp '2026-11-16 08:00:00')) calls(id, started) where started >= :window_start and started < :window_end" }
time: { field: At }
key: [Id]
fields:
  Id: { column: id, type: string }
  At: { column: started, type: instant, stored: utc-naive }
`,
};
const extract = (name: string, ...lines: readonly string[]) =>
  ["kind: Extract", `name: ${name}`, "product: calls", "owner: amy", "template: Calls", "fields: all", ...lines, ""].join("\n");
const range = { start: "2026-11-16", end: "2026-11-17" };

let folder: string;
let work: string;
let url: string;
let token: string;
let running: ChildProcess | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-approved-"));
  [work, url] = [join(folder, "work"), `file://${join(folder, "origin.git")}`];
  mkdirSync(join(folder, "state"));
  writeFileSync(
    join(folder, "connections.yaml"),
    'kind: Connections\nwarehouses: { memory: { type: duckdb, path: ":memory:" } }\ndestinations: { local: { type: file, path: out } }\n',
  );
  for (const [path, text] of Object.entries(files)) write(path, text);
  write("extracts/calls.extract.yaml", extract("calls"));
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", join(folder, "origin.git")]);
  git("init", "--quiet");
  git("remote", "add", "origin", url);
  push("main");
  await using ledger = await openLedger(join(folder, "state/ledger.sqlite"));
  token = (await createToken(ledger, { user: "ben", name: "test", days: 1, createdBy: "ben" })).token;
});
afterEach(async () => {
  if (running !== undefined && running.exitCode === null) {
    running.kill("SIGTERM");
    await once(running, "close");
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  writeFileSync(join(work, path), text);
}

function git(...parameters: readonly string[]): string {
  const who = ["-c", "user.name=amy", "-c", "user.email=amy@example.com", "-c", "init.defaultBranch=main"];
  return execFileSync("git", ["-C", work, ...who, ...parameters], { encoding: "utf8" }).trim();
}

function push(branch: string): string {
  git("add", "--all");
  git("commit", "--quiet", "--message", "a change");
  git("push", "--quiet", "origin", `HEAD:${branch}`);
  return git("rev-parse", "HEAD");
}

/** Starts a daemon that follows `dev`; answers with its address, what it logged, and how to wait for a line. */
async function serve(...more: readonly string[]) {
  const places = ["--connections", join(folder, "connections.yaml"), "--state", join(folder, "state")];
  const args = ["serve", "--git", `${url}#dev`, "--poll", "1s", ...places, "--port", "0", "--log-format", "json", ...more];
  const surroundings = { cwd: folder, home: folder };
  running = spawn(process.execPath, [launcher, ...args], { cwd: folder, env: environment(surroundings), stdio: "pipe" });
  const lines: Record<string, unknown>[] = [];
  let heard = () => {};
  createInterface(running.stdout!).on("line", (line) => {
    lines.push(JSON.parse(line));
    heard();
  });
  const line = async (words: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const found = lines.find(({ msg }) => String(msg).includes(words));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  const { address } = await line("The API listens");
  await line("at work");
  return { address: String(address), lines, line };
}

async function ask(address: string, path: string, body?: object): Promise<{ status: number; json: never; text: string }> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(`${address}${path}`, { headers, ...(body && { method: "POST", body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, text, json: (text.startsWith("{") ? JSON.parse(text) : undefined) as never };
}

/** Dispatches, waits for the end, and answers with the run and its manifest. */
async function run(address: string, name: string) {
  const { status, json } = await ask(address, "/v1/runs", { extract: name, ...range });
  expect(status).toBe(202);
  const { id } = json as Awaited<ReturnType<Commands["dispatch"]>>;
  // Server-sent events end with the run.
  await ask(address, `/v1/runs/${id}/events`);
  const outputs = await ask(address, `/v1/outputs?extract=${name}`);
  const [output] = (outputs.json as { items: readonly OutputView[] }).items;
  const manifest = JSON.parse(readFileSync(join(folder, "out", `${output!.path}.manifest`), "utf8"));
  return { run: (await ask(address, `/v1/runs/${output!.id}`)).json as Record<string, unknown>, manifest };
}

test("a daemon says what runs that was not approved, in status, log, metrics, ledger and manifest", async () => {
  write("extracts/calls.extract.yaml", extract("calls", "description: not reviewed"));
  write("extracts/same.extract.yaml", extract("same"));
  const dev = push("dev");
  const { address, line, lines } = await serve("--protected-branch", "main");
  const { json } = await ask(address, "/v1/status");
  expect((json as { approval: object }).approval).toEqual({
    protectedBranch: "main",
    commit: git("rev-parse", "HEAD~1"),
    required: false,
    unapproved: ["calls", "same"],
    waiting: [],
  });
  expect(await line("not on the protected branch")).toMatchObject({ branch: "main", extracts: ["calls", "same"], count: 2 });
  expect((await ask(address, "/metrics")).text).toMatch(/^datafeed_unapproved_extracts 2$/m);
  const { run: made, manifest } = await run(address, "calls");
  expect(made).toMatchObject({ state: "published", approval: "unapproved", commit: dev });
  expect(manifest.origin).toEqual({ source: "git", commit: dev, approval: "unapproved" });
  expect([manifest.definitionHash, manifest.planHash]).toEqual([made["definitionHash"], made["planHash"]]);
  const log = (await ask(address, `/v1/runs/${made["id"]}/logs`)).text;
  expect(log).toContain(`definition ${manifest.definitionHash.slice(0, 12)} (not on the protected branch)`);

  // Merged: the same definition is approved, and that is said, too.
  git("push", "--quiet", "origin", "HEAD:main");
  await line("is on the protected branch again");
  const after = await run(address, "calls");
  expect([after.run["approval"], after.manifest.origin.approval]).toEqual(["approved", "approved"]);
  expect(after.manifest.definitionHash).toBe(manifest.definitionHash);
  expect(lines.filter(({ msg }) => String(msg).includes("not on the protected branch"))).toHaveLength(1);
});

test("a daemon that requires approval runs the approved definition, refuses another one, and runs it when it is merged", async () => {
  const main = git("rev-parse", "HEAD");
  write("extracts/calls.extract.yaml", extract("calls", "shared: true"));
  write("extracts/sneaky.extract.yaml", extract("sneaky", `window: { start: "2026-11-16", end: "2026-11-17" }`));
  push("dev");
  const { address, line } = await serve("--protected-branch", "main", "--require-approved");
  const { run: made, manifest } = await run(address, "calls");
  expect(made).toMatchObject({ state: "published", approval: "approved", commit: main });
  expect([manifest.shared, manifest.origin]).toEqual([false, { source: "git", commit: main, approval: "approved" }]);
  const refused = await ask(address, "/v1/runs", { extract: "sneaky" });
  expect([refused.status, refused.json]).toMatchObject([409, { code: "not-approved", hint: "Merge it into main." }]);
  const view = (await ask(address, "/v1/extracts/calls")).json;
  expect(view).toMatchObject({ approval: "approved", refused: { code: "not-approved" } });
  expect((await ask(address, "/metrics")).text).toMatch(/^datafeed_unapproved_extracts 0$/m);
  expect((await ask(address, "/v1/runs?extract=sneaky")).json).toMatchObject({ total: 0 });

  git("push", "--quiet", "origin", "HEAD:main");
  await line("all documents are sound again");
  const merged = await run(address, "sneaky");
  expect(merged.run).toMatchObject({ extract: "sneaky", approval: "approved" });
  expect((await ask(address, "/v1/extracts/calls")).json).toMatchObject({ shared: true });
});

test("what can't be known is refused when it starts", async () => {
  const surroundings = { cwd: work, home: folder };
  const alone = await datafeed(["serve", "--require-approved"], surroundings);
  expect([alone.code, alone.text]).toEqual([1, expect.stringContaining("--protected-branch main")]);
  const odd = await datafeed(["serve", "--protected-branch", "-x"], surroundings);
  expect([odd.code, odd.text]).toEqual([1, expect.stringContaining("name of a branch")]);
  rmSync(join(work, ".git"), { recursive: true });
  const args = ["serve", "--protected-branch", "main", "--require-approved", "--connections", join(folder, "connections.yaml")];
  const nowhere = await datafeed(args, surroundings);
  expect([nowhere.code, nowhere.text]).toEqual([1, expect.stringContaining("stands in no Git repository")]);
});
