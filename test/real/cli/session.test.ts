import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { openLedger } from "../../../runner/src/ledger/ledger.ts";
import { requestObligation } from "../../../runner/src/ledger/request-obligation.ts";
import { withLongExtract } from "../../cli/long-query.ts";
import { Gate, gatedRows } from "../../cli/session/gate.ts";
import { followToEnd, followUntilRunning, startSession } from "../../cli/session/session-process.ts";
import { TestProject } from "../../cli/test-project.ts";

const never = new AbortController().signal;
const march = { start: "2026-03-01", end: "2026-04-01" };

test("what is dispatched is run, followed, published and saved", async () => {
  using project = await TestProject.withSample();
  await using session = startSession(project);
  const { desk } = session;
  expect(await desk.hello()).toMatchObject({ protocol: 1, project: project.root, pid: session.child.pid });
  const owed = await desk.dispatch({ extract: "ixHelloExtract1", reason: "a test" });
  const end = await followToEnd(desk, owed.id);
  expect(end).toMatchObject({ state: "published", output: { extract: "ixHelloExtract1" } });
  const { items } = await desk.listOutputs();
  expect(items).toEqual([end.output]);
  const { parts, id, bytes } = items[0]!;
  mkdirSync(project.path("copies"));
  const told: number[] = [];
  const [copy] = await desk.save(id, project.path("copies"), { signal: never, onProgress: (got) => told.push(got) });
  expect(createHash("sha256").update(readFileSync(copy!)).digest("hex")).toBe(parts[0]!.sha256);
  expect(told.at(-1)).toBeLessThanOrEqual(bytes);
  // The log is there for whoever looks later.
  expect((await desk.logs(owed.id)).map(({ message }) => message)).toContainEqual(expect.stringMatching(/^published /));
  session.child.stdin.end();
  expect(await session.ended).toMatchObject({ code: 0 });
  expect(session.oddLines).toEqual([]);
});

test("nothing else of what is owed is run", async () => {
  using project = await TestProject.withSample();
  await using session = startSession(project);
  await session.desk.status();
  const window = { start: "2026-03-01T00:00:00Z", end: "2026-04-01T00:00:00Z", timezone: "UTC" };
  await using ledger = await openLedger(project.path(".datafeed/ledger.sqlite"));
  const wish = { kind: "Adhoc", window, requester: "somebody", definitionHash: "" } as const;
  const other = await requestObligation(ledger, { extract: "ixHelloExtract1", ...wish });
  const owed = await session.desk.dispatch({ extract: "ixHelloExtract1" });
  await followToEnd(session.desk, owed.id);
  session.child.stdin.end();
  await session.ended;
  await using next = startSession(project);
  expect(await next.desk.listRuns()).toMatchObject({ total: 1 });
  expect(await next.desk.listOwed({ states: ["owed"] })).toMatchObject({ total: 1, items: [{ id: other.id }] });
});

test("a window that has failed is tried again when it is asked for", async () => {
  using project = await TestProject.withSample();
  await using session = startSession(project);
  const first = await session.desk.dispatch({ extract: "goals-monthly" });
  await followToEnd(session.desk, first.id);
  // As if a schedule had owed it, and it had gone wrong.
  await using ledger = await openLedger(project.path(".datafeed/ledger.sqlite"));
  const failed = { purpose: "window", state: "failed" } as const;
  await ledger.write((db) => db.updateTable("obligations").set(failed).where("id", "=", first.id).execute());
  // With its attempt published it can't be run again: that is told, and not tried for ever.
  await session.desk.dispatch({ extract: "goals-monthly" });
  expect(await followToEnd(session.desk, first.id)).toMatchObject({ state: "failed", error: { code: "ledger-failed" } });
  await ledger.write((db) => db.updateTable("attempts").set({ state: "failed" }).execute());
  expect(await session.desk.dispatch({ extract: "goals-monthly" })).toMatchObject({ id: first.id, state: "owed" });
  expect(await followToEnd(session.desk, first.id)).toMatchObject({ state: "published" });
  expect(await session.desk.listRuns()).toMatchObject({ total: 2 });
});

test("stdin that ends in the middle of a run: it is finished and published, and another session follows it meanwhile", async () => {
  await using gate = await Gate.closed();
  const { project: made, connections } = gate.project();
  using project = made;
  await using first = startSession(project, "--connections", connections);
  const owed = await first.desk.dispatch({ extract: "long", ...march });
  const { run } = await followUntilRunning(first.desk, owed.id);
  await gate.hasQueries(1);
  const { stdin, stdout, stderr } = first.child;
  stdin.end();
  stdout.destroy();
  stderr.destroy();
  await using second = startSession(project, "--connections", connections);
  expect(await second.desk.listRuns({ states: ["running"] })).toMatchObject({ items: [{ id: run }] });
  const following = followToEnd(second.desk, owed.id);
  await gate.open();
  expect(await following).toMatchObject({ state: "published", run, output: { rows: gatedRows } });
  expect(await first.ended).toMatchObject({ code: 0 });
  expect(filesOf(project)).toHaveLength(1);
});

test("stdin that ends while a preview is made ends its query", async () => {
  await using gate = await Gate.closed();
  const { project: made, connections } = gate.project();
  using project = made;
  await using session = startSession(project, "--connections", connections);
  const preview = session.desk.preview({ extract: "long", ...march }, never).catch((error: unknown) => error);
  await gate.hasQueries(1);
  session.child.stdin.end();
  expect(await session.ended).toMatchObject({ code: 0 });
  expect(await preview).toBeInstanceOf(DatafeedError);
  await gate.hasQueries(0);
});

test("a run that another session has begun is cancelled by this one", async () => {
  using project = withLongExtract(await TestProject.withSample());
  await using first = startSession(project);
  const owed = await first.desk.dispatch({ extract: "long", ...march });
  await followUntilRunning(first.desk, owed.id);
  first.child.stdin.end();
  await using second = startSession(project);
  await second.desk.cancel(owed.id, "not needed");
  expect(await followToEnd(second.desk, owed.id)).toMatchObject({ state: "cancelled" });
  expect(await first.ended).toMatchObject({ code: 0 });
  expect(project.files()).toEqual([]);
});

test("SIGTERM ends what runs, takes back what waits, and then the session", async () => {
  using project = withLongExtract(await TestProject.withSample());
  await using session = startSession(project);
  const owed = await session.desk.dispatch({ extract: "long", ...march });
  await followUntilRunning(session.desk, owed.id);
  // Runs of one extract do not overlap.
  const waiting = await session.desk.dispatch({ extract: "long", start: "2026-04-01", end: "2026-05-01" });
  session.child.kill("SIGTERM");
  expect(await session.ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/Cancelling….*Cancelled\.\n$/s) });
  await using second = startSession(project);
  const { items } = await second.desk.listOwed({ states: ["cancelled"] });
  expect(items.map(({ id }) => id).sort()).toEqual([owed.id, waiting.id].sort());
  expect(project.files()).toEqual([]);
});

test("the editor's wish ends it as a signal does, where there are no signals", async () => {
  using project = withLongExtract(await TestProject.withSample());
  await using session = startSession(project);
  const owed = await session.desk.dispatch({ extract: "long", ...march });
  await followUntilRunning(session.desk, owed.id);
  session.desk.stop();
  expect(await session.ended).toMatchObject({ code: 130 });
  expect(await project.lastRun()).toMatchObject({ state: "cancelled" });
});

test("several run at once, and those of one extract one after another", async () => {
  await using gate = await Gate.closed();
  const { project: made, connections } = gate.project();
  using project = made;
  project.write("extracts/other.extract.yaml", project.read("extracts/long.extract.yaml").replace('"long"', '"other"'));
  await using session = startSession(project, "--connections", connections);
  const { desk } = session;
  const long = await desk.dispatch({ extract: "long", ...march });
  await followUntilRunning(desk, long.id);
  const next = await desk.dispatch({ extract: "long", start: "2026-04-01", end: "2026-05-01" });
  const other = await desk.dispatch({ extract: "other", ...march });
  await gate.hasQueries(2);
  expect(await desk.listOwed({ states: ["owed"] })).toMatchObject({ total: 1, items: [{ id: next.id }] });
  await gate.open();
  for (const { id } of [long, other, next]) expect(await followToEnd(desk, id)).toMatchObject({ state: "published" });
});

describe("documents", () => {
  test("that change are read anew", async () => {
    using project = await TestProject.withSample();
    await using session = startSession(project);
    const { total } = await session.desk.listExtracts();
    project.write(
      "extracts/more.extract.yaml",
      project.read("extracts/ixHelloExtract1.extract.yaml").replace(/^name: .*$/m, "name: more"),
    );
    expect(await session.desk.listExtracts()).toMatchObject({ total: total + 1 });
    await expect(session.desk.dispatch({ extract: "nothing" })).rejects.toMatchObject({
      code: "extract-unknown",
      hint: expect.any(String),
    });
    project.remove("extracts/more.extract.yaml");
    expect(await session.desk.listExtracts()).toMatchObject({ total });
  });

  test("with mistakes keep nobody from asking what there is", async () => {
    using project = await TestProject.withSample();
    await using session = startSession(project);
    await followToEnd(session.desk, (await session.desk.dispatch({ extract: "ixHelloExtract1" })).id);
    project.write("datafeed.yaml", "kind: Project\nname: [");
    project.write("connections.yaml", "kind: Connections\nwarehouses: 5");
    expect(await session.desk.listOutputs()).toMatchObject({ total: 1 });
    expect(await session.desk.listRuns()).toMatchObject({ total: 1 });
    expect((await session.desk.status()).refused.length).toBeGreaterThan(0);
    await expect(session.desk.preview({ extract: "ixHelloExtract1" }, never)).rejects.toMatchObject({
      code: "extract-unknown",
    });
    project.remove("datafeed.yaml");
    expect(await session.desk.listOutputs()).toMatchObject({ total: 1 });
    await expect(session.desk.status()).rejects.toMatchObject({ code: "project-missing", hint: expect.any(String) });
  });

  test("that are not there make no ledger, and once they are there it goes on", async () => {
    using project = await TestProject.withSample();
    const text = project.read("datafeed.yaml");
    rmSync(project.path(".datafeed"), { recursive: true });
    project.remove("datafeed.yaml");
    await using session = startSession(project);
    expect(await session.desk.hello()).toMatchObject({ project: project.root });
    await expect(session.desk.listOutputs()).rejects.toMatchObject({ code: "project-missing" });
    expect(project.files(".datafeed")).toEqual([]);
    project.write("datafeed.yaml", text);
    expect(await session.desk.listOutputs()).toMatchObject({ total: 0 });
  });
});

// Which files a process has open, Linux alone tells.
test.runIf(process.platform === "linux")("a warehouse in a file is let go of when nobody needs it", async () => {
  using project = await TestProject.withSample();
  await using session = startSession(project);
  const { desk, child } = session;
  const isOpen = (): boolean => openFiles(child.pid!).includes(project.path(".datafeed/sample.duckdb"));
  const { rows } = await desk.preview({ extract: "ixHelloExtract1" }, never);
  expect(isOpen()).toBe(true);
  await expect.poll(isOpen).toBe(false);
  expect((await desk.preview({ extract: "ixHelloExtract1" }, never)).rows).toHaveLength(rows.length);
});

test("a destination that does not answer keeps no list waiting", async () => {
  using project = await TestProject.withSample();
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const asked = once(silent, "connection");
  const far = {
    type: "sftp",
    host: "127.0.0.1",
    port,
    user: "a",
    password: "b",
    hostKeys: [`SHA256:${"A".repeat(43)}`],
    path: "x",
  };
  const sample = { type: "duckdb", path: project.path(".datafeed/sample.duckdb") };
  const written = { kind: "Connections", warehouses: { sample }, destinations: { local: { type: "file", path: "out" }, far } };
  await using session = startSession(project, "--connections", project.writeOutside("far.yaml", JSON.stringify(written)));
  await session.desk.listOutputs();
  const [socket] = (await asked) as [Socket];
  // Recovery has asked it, and waits; nobody else does.
  const owed = await session.desk.dispatch({ extract: "ixHelloExtract1" });
  expect(await followToEnd(session.desk, owed.id)).toMatchObject({ state: "published" });
  expect(socket.destroyed).toBe(false);
  socket.destroy();
  silent.close();
});

test("an editor that is gone before anything was answered is no failure", async () => {
  using project = await TestProject.withSample();
  await using session = startSession(project);
  session.child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"status"}\n');
  session.child.stdout.destroy();
  session.child.stdin.end();
  expect(await session.ended).toMatchObject({ code: 0, stderr: "" });
});

test("an editor that reads nothing for a while does not hold up a run", async () => {
  using project = await TestProject.withSample();
  await using session = startSession(project);
  const { stdin, stdout } = session.child;
  stdout.pause();
  for (let id = 0; id < 2_000; id++) stdin.write(`{"jsonrpc":"2.0","id":"u${id}","method":"listExtracts"}\n`);
  await using second = startSession(project);
  await expect.poll(() => stdin.writableLength).toBeGreaterThan(0);
  const owed = await second.desk.dispatch({ extract: "ixHelloExtract1" });
  expect(await followToEnd(second.desk, owed.id)).toMatchObject({ state: "published" });
  stdout.resume();
  expect(await session.desk.listOutputs()).toMatchObject({ total: 1 });
});

/** Published files, without their manifests. */
function filesOf(project: TestProject): readonly string[] {
  return project.files().filter((file) => !file.includes(".manifest"));
}

function openFiles(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(join(folder, name))];
    } catch {
      return [];
    }
  });
}
