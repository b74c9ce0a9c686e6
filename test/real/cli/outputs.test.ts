import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectFailure } from "../../cli/command-line.ts";
import { TestProject } from "../../cli/test-project.ts";

let project: TestProject;

beforeAll(async () => {
  project = (await TestProject.withSample()).inProcess();
});

afterAll(() => project[Symbol.dispose]());

const march = ["--start", "2026-03-01", "--end", "2026-04-01"];
const range = "2026-03-01-06-00-00-000_2026-04-01-05-00-00-000";

/** The extract under another name, for another destination. */
function moved(extract: string): string {
  return extract.replace(/^name: .*/m, "name: moved").replace("{ format: csv", "{ to: other, format: csv");
}

describe("preview", () => {
  test("shows the first rows as the file would hold them, personal data masked", async () => {
    const { code, stdout, stderr } = await project.run("preview", "ixHelloExtract1", "--rows", "3");
    expect(code).toBe(0);
    const [header, ...rows] = stdout.trimEnd().split("\n");
    expect(header).toMatch(/^Contact ID {2,}Input Start Time UTC {2,}Input Start Time local/);
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row).toContain("***");
    expect(stderr).toMatch(/^3 rows, not sorted, from 2026-03-17T05:00:00.000Z to 2026-04-06T05:00:00.000Z\.\n$/);
    expect(project.files()).toEqual([]);
  });

  test("holds the same for programs, values by column", async () => {
    const { columns, rows } = await project.json("preview", "ixHelloExtract1", "--rows", "2");
    expect(columns).toHaveLength(24);
    expect(rows).toHaveLength(2);
    const endpoint = columns.findIndex((column: { name: string }) => column.name === "User Endpoint");
    for (const row of rows) expect([null, "***"]).toContain(row[endpoint]);
  });
});

describe("run", () => {
  test("publishes a file and its manifest, and prints name, rows, size and path", async () => {
    const { code, stdout, stderr } = await project.run("run", "on-request", ...march);
    expect(code).toBe(0);
    const file = `on-request_P_Adhoc_${range}_1.csv`;
    expect(project.files()).toEqual([file, `${file}.manifest`]);
    const lines = project.read(`out/${file}`).trimEnd().split("\n");
    expect(lines[0]).toBe("Contact ID,Contact Start,Channel,Service,Service Disposition");
    const rows = lines.length - 1;
    expect(rows).toBeGreaterThan(5);
    expect(stdout).toMatch(/^EXTRACT +ROWS +SIZE +FILE\n/);
    expect(stdout).toMatch(new RegExp(`\non-request +${rows} +[0-9.]+ (bytes|KB) +out/${file}\n$`));
    // Progress on a pipe: plain lines, without control characters.
    expect(stderr).toContain(`on-request  ${rows} rows`);
    expect(stderr).not.toContain("\u001b");
  });

  test("again publishes the next sequence, and answers programs with hashes and path", async () => {
    const { outcomes } = await project.json("run", "on-request", ...march);
    expect(outcomes).toMatchObject([{ extract: "on-request", state: "published", output: { sequence: 2, kind: "Adhoc" } }]);
    const { file, sha256, rows } = outcomes[0].output;
    const bytes = readFileSync(file);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
    expect(bytes.toString().trimEnd().split("\n")).toHaveLength(rows + 1);
    const first = project.read(`out/on-request_P_Adhoc_${range}_1.csv`);
    expect(bytes.toString()).toBe(first);
  });

  test("puts a copy where it is wanted", async () => {
    mkdirSync(project.path("copies"));
    const { code, stdout } = await project.run("run", "contacts-for-excel", "--out", "copies");
    expect(code).toBe(0);
    expect(project.files("copies")).toHaveLength(1);
    expect(stdout).toMatch(/✔ copied to .*copies\/contacts-for-excel_S_RunOnce_.*\.csv\n$/);
  });

  test("of a scheduled extract takes its last closed window", async () => {
    const { outcomes } = await project.json("run", "web-chat-weekly");
    expect(outcomes[0].output).toMatchObject({ kind: "Weekly", window: { timezone: "America/Chicago" } });
  });

  test("runs every extract that was named, whatever becomes of one of them", async () => {
    using other = (await TestProject.withSample()).inProcess();
    const broken = other
      .read("extracts/on-request.extract.yaml")
      .replace("name: on-request", "name: broken")
      .replace("ContactDetails", "Gone");
    other.write("extracts/broken.extract.yaml", `${broken}window: { start: "2026-03-01", end: "2026-04-01" }\n`);
    const template = other.read("templates/ContactDetails.template.yaml").replace("ContactDetails", "Gone");
    other.write("templates/Gone.template.yaml", template.replace("reporting.contacts", "reporting.gone"));
    other.write("datafeed.yaml", other.read("datafeed.yaml").replace("TMSContactCounts,", "TMSContactCounts, Gone,"));
    const answer = await other.run("run", "broken", "contacts-parquet");
    expectFailure(answer, "warehouse-sql-refused");
    expect(answer.stdout).toContain("contacts-parquet");
    expect(answer.stdout).not.toContain("broken");
    const { runs } = await other.json("runs");
    expect(runs.map((run: { extract: string; state: string }) => [run.extract, run.state])).toEqual([
      ["contacts-parquet", "published"],
      ["broken", "failed"],
    ]);
    // Programs get one value, the failure in its place.
    const json = await other.run("run", "broken", "on-request", "--format", "json");
    expect({ code: json.code, stderr: json.stderr }).toEqual({ code: 1, stderr: "" });
    expect(JSON.parse(json.stdout).outcomes).toMatchObject([
      {
        extract: "broken",
        state: "failed",
        run: expect.any(String),
        error: { code: "warehouse-sql-refused", hint: expect.any(String) },
      },
      { extract: "on-request", state: "failed", error: { code: "window-missing" } },
    ]);
  });
});

describe("outputs and runs", () => {
  test("list what the ledger has: the grid of the portal", async () => {
    const { stdout, stderr } = await project.run("outputs", "--extract", "on-request");
    expect(stdout.split("\n")[0]).toMatch(/^ID +EXTRACT NAME +OWNER +LAST MODIFIED +TYPE +ROWS +SIZE$/);
    expect(stdout).toMatch(
      new RegExp(`on-request_P_Adhoc_${range}_2\\.csv +amy +2\\d{3}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ +private +\\d+ +[0-9.]+ KB`),
    );
    expect(stderr).toBe("2 of 2 outputs.\n");
  });

  test("say the same to programs, by pages", async () => {
    const { total, outputs } = await project.json("outputs", "--extract", "on-request", "--page-size", "1", "--page", "2");
    expect({ total, sequences: outputs.map((output: { sequence: number }) => output.sequence) }).toEqual({
      total: 2,
      sequences: [1],
    });
    const { runs } = await project.json("runs", "--extract", "on-request");
    expect(runs).toMatchObject([
      { state: "published", kind: "Adhoc", sequence: 2, rows: expect.any(Number) },
      { state: "published", sequence: 1 },
    ]);
    const { stdout } = await project.run("runs", "--extract", "on-request");
    for (const run of runs) expect(stdout).toContain(run.id);
  });
});

describe("download, verify and delete", () => {
  let id: string;
  let name: string;

  beforeAll(async () => {
    const { outputs } = await project.json("outputs", "--extract", "contacts-for-excel");
    ({ id, path: name } = outputs[0]);
  });

  test("download copies an output by the beginning of its id, or the newest of an extract", async () => {
    mkdirSync(project.path("here"));
    const { code, stdout } = await project.run("download", id, "here");
    expect(code).toBe(0);
    expect(stdout).toContain(`here/${name}`);
    expect(readFileSync(project.path(`here/${name}`))).toEqual(readFileSync(project.path(`out/${name}`)));
    const latest = await project.json("download", "web-chat-weekly", "here", "--latest");
    expect(latest.files).toHaveLength(1);
    // An ad hoc output is never the latest.
    expectFailure(await project.run("download", "on-request", "here", "--latest"), "output-unknown");
    expectFailure(await project.run("download", "zzzz", "here"), "unknown-id");
    expectFailure(await project.run("download", id, "nowhere"), "download-refused");
    expect(readdirSync(project.path("here"))).toHaveLength(2);
  });

  test("verify finds nothing wrong with what was published", async () => {
    const { ok, outputs } = await project.json("verify");
    expect(ok).toBe(true);
    expect(outputs.length).toBeGreaterThan(3);
    expect(await project.run("verify", id)).toMatchObject({ code: 0, stdout: `✔ ${name}\n` });
  });

  test("verify finds a file that was changed and one that is gone", async () => {
    const { outputs } = await project.json("outputs", "--extract", "on-request");
    const [second, first] = outputs;
    appendFileSync(project.path(`out/${first.path}`), "one,more,row,,\n");
    rmSync(project.path(`out/${second.path}`));
    const { code, stdout } = await project.run("verify");
    expect(code).toBe(1);
    expect(stdout).toContain(`✖ ${first.path}\n`);
    expect(stdout).toContain(`✖ ${second.path}\n`);
    expect(stdout).toContain(`✔ ${name}\n`);
    // What is wrong stands last, each path once, with what to do.
    expect(stdout.lastIndexOf("✔")).toBeLessThan(stdout.indexOf("✖"));
    expect(stdout.split(first.path)).toHaveLength(2);
    expect(stdout).toMatch(/\n {2}→ .*datafeed run "on-request"\n$/);
    mkdirSync(project.path("damaged"));
    expectFailure(await project.run("download", first.id, "damaged"), "download-damaged");
    expect(project.files("damaged")).toEqual([]);
  });

  test("verify checks the others when a destination is not configured any more", async () => {
    const connections = project.read("connections.yaml");
    project.write("extracts/moved.extract.yaml", moved(project.read("extracts/contacts-for-excel.extract.yaml")));
    project.write("connections.yaml", `${connections.trimEnd()}\n  other: { type: file, path: other }\n`);
    expect(await project.run("run", "moved")).toMatchObject({ code: 0 });
    const { outputs } = await project.json("outputs", "--extract", "moved");
    rmSync(project.path("extracts/moved.extract.yaml"));
    project.write("connections.yaml", connections);
    const answer = await project.run("verify", outputs[0].id, id, "--format", "json");
    expect(answer.code).toBe(1);
    expect(JSON.parse(answer.stdout)).toEqual({
      ok: false,
      outputs: [
        { id: outputs[0].id, path: outputs[0].path, problems: [expect.stringContaining("connection-unknown")] },
        { id, path: name, problems: [] },
      ],
    });
  });

  test("delete removes the file, keeps the manifest, and leaves a sign", async () => {
    expectFailure(await project.run("delete", id, "zzzz"), "unknown-id");
    expect(project.files()).toContain(name);
    const { code, stdout } = await project.run("delete", id);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `✔ deleted ${name}\n` });
    expect(project.files().filter((file) => file.startsWith(name))).toEqual([`${name}.deleted`, `${name}.manifest`]);
    const { outputs } = await project.json("outputs", "--extract", "contacts-for-excel");
    expect(outputs).toEqual([]);
    expect((await project.run("outputs", "--deleted", "--extract", "contacts-for-excel")).stdout).toMatch(/ deleted\n/);
    expectFailure(await project.run("download", id), "output-deleted");
  });

  test("delete says what became of each, when one of several can't be deleted", async () => {
    const { outcomes } = await project.json("run", "contacts-for-excel", "web-chat-weekly");
    const [first, second] = outcomes.map((outcome: { output: { id: string; path: string } }) => outcome.output);
    await project.json("delete", second.id);
    const answer = await project.run("delete", second.id, first.id, "--format", "json");
    expect(answer.code).toBe(1);
    expect(JSON.parse(answer.stdout)).toMatchObject({
      deleted: [{ id: first.id, path: first.path }],
      failed: [{ id: second.id, path: second.path, error: { code: "output-deleted" } }],
    });
  });
});

describe("doctor", () => {
  test("tries everything that the connections name", async () => {
    const { code, stdout } = await project.run("doctor");
    expect(code).toBe(0);
    for (const part of ["datafeed", "warehouse sample", "destination local", "ledger"])
      expect(stdout).toContain(`\n${part}\n`.slice(part === "datafeed" ? 1 : 0));
    expect(stdout).not.toContain("✖");
    const { ok, examined } = await project.json("doctor");
    expect(ok).toBe(true);
    expect(examined).toHaveLength(4);
  });

  test("finds a warehouse that is not there, and exits with 1", async () => {
    using other = TestProject.withDocuments().inProcess();
    const { code, stdout } = await other.run("doctor");
    expect(code).toBe(1);
    expect(stdout).toMatch(/warehouse sample\n {2}✖ .*datafeed sample/);
    // It only looks: no ledger was made.
    expect(stdout).toMatch(/ledger\n {2}✔ open: .*none yet; the first run makes it/);
    expect(other.files(".datafeed")).toEqual([]);
  });
});

describe("sample and quickstart", () => {
  test("the sample is the same for the same seed", async () => {
    using other = TestProject.withDocuments().inProcess();
    const { tables } = await other.json("sample", "--contacts", "50");
    expect(tables).toContainEqual(expect.objectContaining({ name: "contacts", rows: 50 }));
    const { rows } = await other.json("preview", "on-request", ...march, "--rows", "1");
    const { code, stdout } = await other.run("sample", "--contacts", "50", "--seed", "2026");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^TABLE +ROWS\ncontacts +50\n/);
    expect((await other.json("preview", "on-request", ...march, "--rows", "1")).rows).toEqual(rows);
  });

  test("quickstart makes a warehouse, runs the immediate extracts and says what to try next", { timeout: 60_000 }, async () => {
    using other = TestProject.empty().inProcess();
    await other.run("init");
    const { code, stdout, stderr } = await other.run("quickstart");
    expect(code).toBe(0);
    expect(other.files().filter((file) => file.endsWith(".zip"))).toHaveLength(1);
    expect(stderr).toMatch(/✔ sample warehouse {2}[0-9,]+ rows in \d+ tables/);
    expect(stdout).toMatch(/EXTRACT +ROWS +SIZE +FILE\nbot-conversations-day +\d+ .*\ncontacts-april +\d+/);
    expect(stdout).toContain("Try next:");
    // What it names to try exists in this project, too.
    expect(stdout).toContain("preview contacts-april");
    const pattern = /metrics (out\S+\*\.json) /.exec(stdout)?.[1];
    expect((await other.json("metrics", pattern!)).conversations).toBeGreaterThan(0);
  });

  test("quickstart shows a feed: two events of a file that holds all of them", { timeout: 60_000 }, async () => {
    using project = (await TestProject.withSample()).inProcess();
    const { code, stdout, stderr } = await project.run("quickstart");
    expect(code).toBe(0);
    expect(stderr).toMatch(/1 feed, \d+ templates/);
    const events = project.read("out/conversation-events.ndjson").trimEnd().split("\n");
    expect(stdout).toContain(`${events.length.toLocaleString("en-US")} events in out/conversation-events.ndjson, such as\n`);
    for (const event of events.slice(0, 2)) expect(stdout).toContain(`  ${event.slice(0, 150)}…\n`);
    const again = ["feed", "run", "conversation-events", "--sink", "file:out/conversation-events.ndjson", "--once"];
    expect(await project.json(...again)).toMatchObject({ state: "done", sent: 0 });
  });
});

test("of an output in several parts run and outputs show the first, and how many more there are", async () => {
  using project = (await TestProject.withSample()).inProcess();
  const file = "extracts/ixHelloExtract1.extract.yaml";
  project.write(file, project.read(file).replace("format: csv", "format: csv, split: { rows: 4 }"));
  const run = await project.run("run", "ixHelloExtract1");
  const parts = project.files().filter((path) => path.endsWith(".zip")).length;
  expect(parts).toBeGreaterThan(2);
  expect(run.stdout).toContain(`0001.zip (+${parts - 1} parts)\n`);
  expect((await project.run("outputs")).stdout).toContain(`0001.zip (+${parts - 1} parts) `);
});

test("download --latest of a name that no extract has is no advice to run it", async () => {
  const unknown = await project.run("download", "on-requst", "--latest");
  expectFailure(unknown, "extract-unknown");
  expect(unknown.stderr).toContain('"on-request"?');
  expectFailure(await project.run("download", "on-request", "--latest"), "output-unknown");
});
