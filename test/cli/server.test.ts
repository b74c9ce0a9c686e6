import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { OutputView } from "../../runner/src/commands/commands.ts";
import { openServer, type TestServer, type User } from "../api/server.ts";
import { type Answer, expectFailure, startDatafeed } from "./command-line.ts";
import { datafeedHere } from "./in-process.ts";

let server: TestServer;
let url: string;
let folder: string;
let output: OutputView;

beforeAll(async () => {
  server = await openServer();
  url = await server.listen();
  folder = mkdtempSync(join(tmpdir(), "datafeed-cli-server-"));
  const { id } = await server.estate.publish("shared-calls");
  await server.estate.publish("amys-calls");
  output = (await server.ask("amy", "GET", `/v1/outputs/${id}`)).json;
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function surroundings(user: User, env: Readonly<Record<string, string>> = {}) {
  return { cwd: folder, home: folder, env: { DATAFEED_SERVER: url, DATAFEED_TOKEN: server.tokens[user].token, ...env } };
}

/** A command on the server; no project is near. */
function run(user: User, ...args: readonly string[]): Promise<Answer> {
  return datafeedHere(args, surroundings(user));
}

async function json(user: User, ...args: readonly string[]) {
  const { stdout, stderr } = await run(user, ...args, "--format", "json");
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

describe("on a server", () => {
  test("outputs, runs and schedules are listed as on a checkout", async () => {
    const { stdout, stderr } = await run("vic", "outputs");
    expect(stdout.split("\n")[0]).toMatch(/^ID +EXTRACT NAME +OWNER +LAST MODIFIED +TYPE +ROWS +SIZE$/);
    expect(stdout).toContain(output.path);
    expect(stderr).toBe("1 of 1 output.\n");
    expect((await json("ada", "outputs")).total).toBe(2);
    expect((await json("ada", "outputs", "--server", `${url}/v1/`)).total).toBe(2);
    expect(await json("vic", "runs")).toMatchObject({ total: 1, runs: [{ id: output.id, state: "published" }] });
    const schedules = await run("vic", "schedules");
    expect(schedules.stdout).toMatch(/^EXTRACT +RUNS +NEXT RUN +LAST RUN +OWED +FAILED\nshared-daily +every day at 06:00 UTC/);
    const detail = await run("vic", "schedules", "shared-daily");
    expect(detail.stdout.match(/^ {2}2026-.* Daily /gm)).toHaveLength(5);
  });

  test("a file is downloaded and verified", async () => {
    mkdirSync(join(folder, "here"));
    const { files } = await json("vic", "download", output.id.slice(0, 10), "here");
    expect(readFileSync(files[0])).toEqual(readFileSync(join(server.estate.folder, "out", output.path)));
    expect((await json("vic", "download", "shared-calls", "here", "--latest")).files).toHaveLength(1);
    expect(await run("vic", "verify")).toMatchObject({ code: 0, stdout: `✔ ${output.path}\n` });
  });

  test("a run is followed to its file, and a copy is put where it is wanted", async () => {
    const running = run("amy", "run", "amys-calls", "--out", "here", "--format", "json");
    await vi.waitFor(async () => expect((await server.ask("amy", "GET", "/v1/owed")).json.total).toBe(1), 20_000);
    await server.estate.publish("amys-calls");
    const { code, stdout } = await running;
    const { outcomes, copies } = JSON.parse(stdout);
    expect({ code, outcomes }).toMatchObject({ code: 0, outcomes: [{ extract: "amys-calls", state: "published" }] });
    expect(readFileSync(copies[0], "utf8")).toContain("Id,Channel");
  });

  test("Ctrl-C leaves a run alone and says how to end it", async () => {
    const { child, ended } = startDatafeed(["run", "shared-calls"], surroundings("amy"));
    const follows = new Promise<void>((resolve) => child.stderr?.once("data", () => resolve()));
    await vi.waitFor(async () => expect((await server.ask("amy", "GET", "/v1/owed")).json.total).toBe(1), 20_000);
    const [{ id }] = (await server.ask("amy", "GET", "/v1/owed")).json.items;
    await follows;
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain(`shared-calls goes on without you. To end it: datafeed cancel ${id}`);
    expect(`${stdout}${stderr}`).not.toMatch(/cancelling|cancelled|failed|No file/i);
    expect((await server.ask("amy", "GET", "/v1/owed")).json.total).toBe(1);
    const cancelled = await run("amy", "cancel", id, "--reason", "not needed");
    expect(cancelled.stdout).toMatch(/^✔ shared-calls, RunOnce .* is cancelled\n$/);
    const retried = await run("amy", "retry", id);
    expect(retried.stdout).toMatch(/is owed again and will be run\n$/);
    await run("amy", "cancel", id);
  });

  test("a schedule is paused, resumed, backfilled and skipped", async () => {
    expect((await run("amy", "pause", "shared-daily", "--reason", "a move")).stdout).toContain(
      "shared-daily is paused (a move)",
    );
    expect((await run("amy", "pause", "shared-daily", "--reason", "more")).stdout).toContain("is paused (a move)");
    expect((await run("vic", "schedules", "shared-daily")).stdout).toContain("paused by amy: a move");
    expect((await run("amy", "resume", "shared-daily", "--skip")).stdout).toContain("shared-daily goes on");
    const range = ["--start", "2026-11-16", "--end", "2026-11-18"];
    const dry = await run("amy", "backfill", "shared-daily", ...range, "--dry-run");
    expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining("2 windows missing") });
    expect(dry.stdout).toMatch(/^Daily 2026-11-16 00:00Z to 2026-11-17 00:00Z +skipped$/m);
    expect((await server.ask("amy", "GET", "/v1/owed")).json.total).toBe(0);
    expect((await run("amy", "backfill", "shared-daily", ...range)).stderr).toContain("2 windows owed now");
    const owed = await run("amy", "runs", "--owed");
    expect(owed.stdout).toMatch(/^ID +EXTRACT +WINDOW +STATE +DUE +NEXT TRY +TRIES +ERROR\n.* shared-daily +Daily .* owed /);
    expect((await run("amy", "skip", "shared-daily", ...range)).stdout).toBe("✔ gave up 2 windows\n");
  });

  test("a preview is masked", async () => {
    const { columns, rows } = await json("amy", "preview", "shared-calls", "--rows", "1");
    expect(columns).toContainEqual({ name: "Phone", type: "string", mask: expect.any(String) });
    expect(JSON.stringify(rows)).not.toContain("5550100");
  });

  test("admins make tokens, which stand alone on stdout", async () => {
    const { stdout, stderr } = await run("ada", "token", "create", "--user", "vic", "--name", "grid", "--days", "1");
    expect(stdout).toMatch(/^dfd_\S+\n$/);
    expect(stderr).not.toContain(stdout.trim());
    writeFileSync(join(folder, "token"), stdout);
    const asVic = await datafeedHere(["outputs", "--server", url, "--token-file", "token"], { cwd: folder, home: folder });
    expect(asVic.stderr).toBe("1 of 1 output.\n");
    const { tokens } = await json("ada", "token", "list");
    const { id } = tokens.find((token: { name: string }) => token.name === "grid");
    expect((await run("ada", "token", "revoke", id)).code).toBe(0);
    const refused = await datafeedHere(["outputs", "--server", url, "--token-file", "token"], { cwd: folder, home: folder });
    expectFailure(refused, "token-invalid");
    expectFailure(await run("amy", "token", "create", "--user", "amy", "--name", "x"), "not-allowed");
  });

  test("what is private is not there", async () => {
    expectFailure(await run("ben", "run", "amys-calls", "--detach"), "extract-unknown");
    expectFailure(await run("vic", "delete", output.id), "not-allowed");
    expectFailure(await run("ben", "schedules", "bens-calls"), "schedule-none");
  });

  test("without a token, or without a server, it is said what to do", async () => {
    expectFailure(await datafeedHere(["outputs", "--server", url], { cwd: folder, home: folder }), "token-absent");
    const nobody = { cwd: folder, home: folder, env: { DATAFEED_TOKEN: "dfd_x", DATAFEED_SERVER: "http://127.0.0.1:9" } };
    expectFailure(await datafeedHere(["token", "create", "--user", "a", "--name", "b"], nobody), "server-unreachable");
  });
});
