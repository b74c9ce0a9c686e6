import { afterEach, beforeEach, expect, test } from "vitest";
import { SessionProcess } from "../../vscode-extension/src/launcher/session-process.ts";
import { environment, launcher } from "../cli/command-line.ts";
import { Gate, gatedRows } from "../cli/session/gate.ts";
import { followToEnd, followUntilRunning } from "../cli/session/session-process.ts";
import type { TestProject } from "../cli/test-project.ts";

const march = { start: "2026-03-01", end: "2026-04-01" };
const never = new AbortController().signal;

let gate: Gate;
let project: TestProject;
let connections: string;
const sessions: SessionProcess[] = [];

beforeEach(async () => {
  gate = await Gate.closed();
  ({ project, connections } = gate.project());
});

afterEach(async () => {
  for (const session of sessions.splice(0)) await session.kill();
  project[Symbol.dispose]();
  await gate[Symbol.asyncDispose]();
});

/** As the editor starts it. */
function start(): SessionProcess {
  const env = environment(project.surroundings);
  const session = new SessionProcess({ project: project.root, cliPath: launcher, connections, env, log: () => {} });
  sessions.push(session);
  return session;
}

/** The server is busy with one query, and soon after this work was done it is not. */
async function goneAfter(work: () => unknown, withinMs: number): Promise<void> {
  await gate.hasQueries(1);
  await work();
  await gate.hasQueries(0, withinMs);
}

test("a preview that is cancelled in the editor is gone from the warehouse within 2 s", async () => {
  const desk = await start().commands();
  const controller = new AbortController();
  const preview = desk.preview({ extract: "long", ...march }, controller.signal).catch((error: unknown) => error);
  await goneAfter(() => controller.abort(), 2_000);
  expect(await preview).toMatchObject({ name: "AbortError" });
  // The session goes on, and so does the warehouse.
  await gate.open();
  expect((await desk.preview({ extract: "long", ...march, rows: 3 }, never)).rows).toHaveLength(3);
});

test("so is a run", async () => {
  const desk = await start().commands();
  const owed = await desk.dispatch({ extract: "long", ...march });
  await goneAfter(() => desk.cancel(owed.id, "not needed"), 2_000);
  expect(await followToEnd(desk, owed.id)).toMatchObject({ state: "cancelled" });
  expect(project.files()).toEqual([]);
});

test("a session that is ended with all that runs in it ends its queries at once", async () => {
  const session = start();
  const desk = await session.commands();
  await desk.dispatch({ extract: "long", ...march });
  await goneAfter(() => session.kill(), 2_000);
});

test("a session that is killed: the server ends its query by itself, and the next one runs it again", async () => {
  const desk = await start().commands();
  const owed = await desk.dispatch({ extract: "long", ...march });
  const { run } = await followUntilRunning(desk, owed.id);
  const { pid } = await desk.hello();
  // The server looks after its client every 5 s (client_connection_check_interval).
  await goneAfter(() => process.kill(-pid, "SIGKILL"), 8_000);

  // The lease lives on for some seconds; this one is there before it ends, and gives the run up then.
  const next = await start().commands();
  expect(await followToEnd(next, owed.id)).toMatchObject({ state: "failed", error: { code: "runner-lost" } });
  expect(await next.listRuns()).toMatchObject({ total: 1, items: [{ id: run, state: "discarded" }] });
  await gate.open();
  await next.retry(owed.id);
  expect(await followToEnd(next, owed.id)).toMatchObject({ state: "published", output: { rows: gatedRows } });
  const files = project.files();
  expect(files.filter((file) => !file.includes(".manifest"))).toHaveLength(1);
  expect(files.filter((file) => file.includes(".staging"))).toEqual([]);
});
