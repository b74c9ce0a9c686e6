import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { registerRunner, runnerStopped } from "../../runner/src/ledger/runners.ts";
import { expectFailure } from "./command-line.ts";
import { datafeedHere } from "./in-process.ts";
import { TestProject } from "./test-project.ts";

let project: TestProject;

beforeAll(async () => {
  project = (await TestProject.withSample()).inProcess();
});

afterAll(() => project[Symbol.dispose]());

/** The newest thing of a list. */
async function newest(...args: readonly string[]): Promise<string> {
  const answer = await project.json(...args);
  return (answer.runs ?? answer.owed ?? answer.outputs)[0].id;
}

describe("on a checkout", () => {
  test("schedules say when they run, without connections", async () => {
    using bare = TestProject.withDocuments().inProcess();
    bare.remove("connections.yaml");
    const { code, stdout, stderr } = await bare.run("schedules");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "6 of 6 schedules.\n" });
    expect(stdout).toMatch(/^web-chat-weekly +every Monday at 06:00 America\/Chicago, for the last whole week .* 0 +0$/m);
    const detail = await bare.run("schedules", "web-chat-weekly");
    expect(detail.stdout.match(/^ {2}\d{4}-.*Z {2}Weekly /gm)).toHaveLength(5);
    expectFailure(await bare.run("schedules", "web-chat-weekl"), "extract-unknown");
    expectFailure(await bare.run("schedules", "on-request"), "schedule-none");
  });

  test("what nobody works on is run here by `retry`, with progress; a daemon is left to it", async () => {
    const detached = await project.run("run", "contacts-for-excel", "--detach");
    expect(detached).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\S+ {2}contacts-for-excel {2}RunOnce .* owed\n$/),
    });
    expect(detached.stderr).toContain("No daemon works on this ledger");
    const id = await newest("runs", "--owed");
    const { code, stdout, stderr } = await project.run("retry", id);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^EXTRACT +ROWS +SIZE +FILE\ncontacts-for-excel /);
    expect(stderr).toContain("contacts-for-excel");
    expectFailure(await project.run("retry", id), "obligation-closed");

    await project.run("run", "contacts-for-excel", "--detach");
    const ledger = await openLedger(project.path(".datafeed/ledger.sqlite"));
    try {
      await registerRunner(ledger, { id: "host:1", version: "0.0.0", roles: ["worker"] });
      const other = await newest("runs", "--owed");
      expect((await project.run("retry", other)).stdout).toMatch(/is owed again and will be run\n$/);
      expect((await project.json("runs", "--owed")).total).toBe(1);
      expect((await project.run("cancel", other)).stdout).toMatch(/^✔ contacts-for-excel, RunOnce .* is cancelled\n$/);
      await runnerStopped(ledger, "host:1");
    } finally {
      await ledger[Symbol.asyncDispose]();
    }
  });

  test("an output is reproduced, pinned and let go", async () => {
    const id = await newest("outputs", "--extract", "contacts-for-excel");
    expect(await project.json("reproduce", id)).toMatchObject({ output: id, equal: true, samePlan: true });
    expect((await project.run("pin", id)).stdout).toContain("stays");
    expect((await project.run("outputs")).stdout).toMatch(/ PINNED\n.* pinned$/m);
    expect((await project.run("unpin", id)).code).toBe(0);
    const document = project.read("extracts/contacts-for-excel.extract.yaml");
    project.write("extracts/contacts-for-excel.extract.yaml", document.replace(/^shared: true$/m, "shared: false"));
    expectFailure(await project.run("reproduce", id), "definition-changed");
    project.write("extracts/contacts-for-excel.extract.yaml", document);
    expect((await project.json("runs", "--extract", "contacts-for-excel")).total).toBe(1);
  });

  test("a schedule that no daemon has seen can't be paused, and it is said why", async () => {
    expectFailure(await project.run("pause", "web-chat-weekly"), "schedule-unapplied");
    expectFailure(await project.run("resume", "web-chat-weekly"), "schedule-unapplied");
    const nothing = await project.run("skip", "web-chat-weekly", "--start", "2026-11-02", "--end", "2026-11-09");
    expect(nothing).toMatchObject({ code: 0, stdout: "– no such window is owed or failed\n" });
    expectFailure(
      await project.run("backfill", "web-chat-weekly", "--start", "2026-11-09", "--end", "2026-11-02"),
      "schedule-window-empty",
    );
  });

  test("logs, abandon and cancel say what there is not", async () => {
    const id = await newest("runs");
    expect(await project.run("logs", id)).toMatchObject({ code: 0, stdout: "" });
    expect(await project.json("logs", id)).toEqual({ id, lines: [] });
    expectFailure(await project.run("logs", "zzzz"), "unknown-id");
    expectFailure(await project.run("abandon", id, "--reason", "why"), "run-closed");
    expectFailure(await project.run("cancel", id), "run-closed");
  });

  test("tokens are made and listed without what they say", async () => {
    const { stdout } = await project.run("token", "create", "--user", "amy", "--name", "laptop");
    expect(stdout).toMatch(/^dfd_\S+\n$/);
    const { tokens } = await project.json("token", "list");
    expect(tokens).toMatchObject([{ user: "amy", name: "laptop", state: "active" }]);
    expect(JSON.stringify(tokens)).not.toContain(stdout.trim());
    const again = await project.json("token", "regenerate", tokens[0].id);
    expect(again.token).not.toBe(stdout.trim());
    expect((await project.run("token", "revoke", again.id)).stdout).toContain("worthless");
    expectFailure(await project.run("token", "create", "--user", "ammy", "--name", "x"), "token-user-unknown");
  });

  test("windows that nobody works on are told of as that", async () => {
    using bare = TestProject.withDocuments().inProcess();
    const range = ["--start", "2026-11-16", "--end", "2026-11-18"];
    const first = await bare.run("backfill", "intents-nightly", ...range);
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^2 windows owed now\.\n! No daemon works .* `datafeed serve`/),
    });
    const again = await bare.run("backfill", "intents-nightly", ...range);
    expect(again).toMatchObject({ code: 0, stdout: "", stderr: "No window is missing: each is made, or owed.\n" });
  });

  test("an empty list tells what is not there from what was not asked for", async () => {
    using bare = TestProject.withDocuments().inProcess();
    const end = async (...args: readonly string[]) => (await bare.run(...args)).stderr;
    expect(await end("outputs")).toBe("Nothing was published yet. Start with: datafeed run NAME\n");
    expect(await end("outputs", "--extract", "on-request")).toBe("No output matches these options.\n");
    expect(await end("runs", "--failed")).toBe("No run matches these options.\n");
    expect(await end("schedules", "--state", "paused")).toBe("No schedule matches these options.\n");
    expect(await end("schedules", "--page-size", "4")).toBe("4 of 6 schedules. More: --page 2\n");
    expect(await end("feed", "dead-letters", "conversation-events")).toBe("conversation-events has no dead letters.\n");
    bare.remove("extracts/conversation-events.feed.yaml");
    expect(await bare.run("feed", "status")).toMatchObject({ code: 0, stdout: "", stderr: "The project has no feeds.\n" });
  });

  test("-C may stand before the verb, and a ledger may be named", async () => {
    const elsewhere = { cwd: project.folder, home: project.folder };
    expect((await datafeedHere(["-C", project.root, "outputs"], elsewhere)).stderr).toBe("1 of 1 output.\n");
    await (await openLedger(project.path("other.sqlite")))[Symbol.asyncDispose]();
    const other = ["runs", "--ledger", project.path("other.sqlite")];
    expect((await datafeedHere(["--project", project.root, ...other], elsewhere)).stderr).toBe("Nothing has run yet.\n");
  });
});
