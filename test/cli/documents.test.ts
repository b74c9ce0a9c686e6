import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectFailure, expectNoTrace, launcher } from "./command-line.ts";
import { TestProject } from "./test-project.ts";

let example: TestProject;

beforeAll(() => {
  example = TestProject.withDocuments().inProcess();
});

afterAll(() => example[Symbol.dispose]());

describe("init", () => {
  test("writes a project whose documents are sound", async () => {
    using project = TestProject.empty().inProcess();
    const { code, stdout } = await project.run("init", ".", "--product", "IXHello - Employee", "--user", "amy");
    expect(code).toBe(0);
    expect(stdout).toContain("datafeed sample");
    const { ok, documents, diagnostics } = await project.json("validate");
    expect({ ok, diagnostics }).toEqual({ ok: true, diagnostics: [] });
    expect(documents).toBeGreaterThan(8);
  });

  test("replaces nothing", async () => {
    using project = TestProject.empty().inProcess();
    project.write("connections.yaml", "mine");
    expectFailure(await project.run("init"), "folder-not-empty");
    expect(project.files(".")).toEqual(["connections.yaml"]);
    expect(project.read("connections.yaml")).toBe("mine");
  });

  test("leaves what a repository often has alone, and says what it needs", async () => {
    using project = TestProject.empty().inProcess();
    project.write("package.json", "{}");
    project.write("README.md", "mine");
    execFileSync("git", ["init", "--quiet"], { cwd: project.path(".") });
    const { stdout } = await project.run("init");
    expect(stdout).toContain("Left alone, for it is there already: package.json, README.md.");
    expect(stdout).toMatch(/npm install --save-dev --save-exact datafeed@\d/);
    expect(stdout).not.toMatch(/\$ (npm install|git init)$/m);
    expect([project.read("package.json"), project.read("README.md")]).toEqual(["{}", "mine"]);
    expect(project.files(".")).toContain(".github/workflows/datafeed.yml");
  });

  test("in a folder of a repository writes no hook and no workflow, which belong to its root", async () => {
    using project = TestProject.empty().inProcess();
    execFileSync("git", ["init", "--quiet"], { cwd: project.path(".") });
    const { stdout } = await project.run("init", "our extracts");
    expect(stdout).toContain("no workflow and no hook was written");
    expect(stdout).toContain("$ cd 'our extracts'\n");
    expect(project.files("our extracts").filter((path) => path.startsWith(".g"))).toEqual([".gitignore"]);
    expect(project.read("our extracts/package.json")).not.toContain("prepare");
  });

  test("writes a hook that stops a commit with a mistake, and says so where Datafeed is not installed", async () => {
    using project = TestProject.empty().inProcess();
    await project.run("init");
    const git = (...args: string[]) =>
      spawnSync("git", ["-c", "user.name=Amy", "-c", "user.email=amy@example.com", ...args], {
        cwd: project.path("."),
        encoding: "utf8",
      });
    git("init", "--quiet");
    git("config", "core.hooksPath", ".githooks");
    git("add", ".");
    expect(git("commit", "-m", "start")).toMatchObject({ status: 1, stderr: expect.stringContaining("npm install") });
    mkdirSync(project.path("node_modules/.bin"), { recursive: true });
    symlinkSync(launcher, project.path("node_modules/.bin/datafeed"));
    expect(git("commit", "-m", "start").status).toBe(0);
    const extract = project.read("extracts/contacts-april.extract.yaml");
    project.write(
      "extracts/contacts-april.extract.yaml",
      extract.replace("template: ContactDetails", "template: ContactDetail"),
    );
    git("add", ".");
    expect(git("commit", "-m", "mistake")).toMatchObject({ status: 1, stderr: expect.stringContaining("template-unknown") });
  });

  test("lists its files for programs", async () => {
    using project = TestProject.empty().inProcess();
    const { files } = await project.json("init", "inner");
    expect(project.files("inner")).toEqual([...files].sort());
  });
});

describe("validate", () => {
  test("finds nothing in the example project, and counts it", async () => {
    const { code, stdout, stderr } = await example.run("validate");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^✔ \d+ documents: \d+ sound extracts, 1 sound feed, \d+ templates, 1 schedules?, \d+ tests\.\n$/);
  });

  test("of one feed or extract, by its name or file, says in a line that it is sound", async () => {
    const file = "extracts/ixHelloExtract1.extract.yaml";
    const said = `✔ The extract ixHelloExtract1 in ${file} is sound.\n`;
    expect((await example.run("validate", "ixHelloExtract1")).stdout).toBe(said);
    expect((await example.run("validate", file)).stdout).toBe(said);
    const feed = (await example.run("validate", "conversation-events")).stdout;
    expect(feed).toBe("✔ The feed conversation-events in extracts/conversation-events.feed.yaml is sound.\n");
  });

  test("from a folder of the project finds the project", async () => {
    const { code } = await example.run("validate", "-C", "extracts");
    expect(code).toBe(0);
  });

  test("explains a feed, and where in its payloads a value is masked", async () => {
    const { masks } = await example.json("validate", "--explain", "conversation-events");
    expect(masks.ConversationCreatedForDataFeeder).toMatchObject({ "Conversation.Call.CallerNumber": "full" });
    expect(masks.ConversationAnalyzedForDataFeeder).toMatchObject({ "Transcripts[].Text": "redact" });
    expect(masks.ConversationAnalyzedForDataFeeder).not.toHaveProperty("Transcripts");
  });

  test("explains an extract with its defaults", async () => {
    const explained = await example.json("validate", "--explain", "on-request");
    expect(explained).toMatchObject({
      name: "on-request",
      shared: false,
      output: { format: "csv", order: "none", to: "local" },
    });
    const { stdout } = await example.run("validate", "--explain", "on-request");
    for (const line of ["kind: Extract", "shared: false", "  empty: publish"]) expect(stdout).toContain(`${line}\n`);
  });

  test("shows the masks in force, and run tells of a grant that ended", async () => {
    using project = (await TestProject.withSample()).inProcess();
    expect((await project.json("validate", "--explain", "intents-not-matched")).masks).toEqual({});
    const granted = await project.run("validate", "--explain", "intents-not-matched");
    expect(granted.stdout).toMatch(/^ {2}- Utterance # in the clear by a grant until 2027-06-30$/m);
    expect((await project.run("run", "intents-not-matched")).stderr).not.toContain("ended");

    project.write("datafeed.yaml", project.read("datafeed.yaml").replace("2027-06-30", "2020-06-30"));
    expect((await project.json("validate", "--explain", "intents-not-matched")).masks).toEqual({ Utterance: "redact" });
    const ended = await project.run("validate", "--explain", "intents-not-matched");
    expect(ended.stdout).toMatch(/^ {2}- Utterance # masked: redact$/m);
    const run = await project.run("run", "intents-not-matched", "ixHelloExtract1");
    expect(run.code).toBe(0);
    expect(run.stderr.match(/^! .*$/gm)).toEqual([expect.stringMatching(/intents-not-matched: .*Utterance.*2020-06-30/)]);
    const file = project.files().findLast((name) => /^intents-not-matched.*\.manifest$/.test(name));
    const { columns } = JSON.parse(project.read(`out/${file}`));
    expect(columns).toContainEqual(expect.objectContaining({ name: "Utterance", mask: "redact", grantEnded: "2020-06-30" }));
  });

  test("of one file shows what is wrong in it, and says so when there is no such file", async () => {
    using project = TestProject.withDocuments().inProcess();
    project.write("extracts/wrong.extract.yaml", "kind: Extract\nnme: x\n");
    expect(await project.run("validate", "extracts/on-request.extract.yaml")).toMatchObject({ code: 0 });
    const wrong = await project.run("validate", "extracts/wrong.extract.yaml");
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain("extracts/wrong.extract.yaml:2:1  error unknown-key");
    expectFailure(await project.run("validate", "extracts/misspelt.extract.yaml"), "file-unknown");
  });
});

describe("sql", () => {
  test("prints the query and the values bound to it, and no value stands in the query", async () => {
    const { code, stdout } = await example.run("sql", "long-conversations");
    expect(code).toBe(0);
    const [, query = "", values = ""] = /^-- [^;]*?\n(SELECT[^;]+);\n(.*)$/s.exec(stdout) ?? [];
    expect(query).toContain('"source"."channel" IN (');
    expect(query).not.toContain("Web-Chat");
    expect(values).toContain('= "Web-Chat" (varchar)');
  });

  test("holds the same for programs", async () => {
    const { sql, parameters, columns, window } = await example.json("sql", "long-conversations", "--dialect", "postgres");
    expect(sql).toMatch(/^SELECT/);
    expect(columns).toHaveLength(9);
    expect(parameters.map((each: { value: string }) => each.value)).toContain("Web-Chat");
    // Chicago's midnights.
    expect(window).toMatchObject({ start: "2026-03-01T06:00:00.000Z", end: "2026-04-01T05:00:00.000Z" });
  });

  test("compiles for Redshift without connecting to anything", async () => {
    const { code, stdout } = await example.run("sql", "ixHelloExtract1", "--dialect", "redshift");
    expect(code).toBe(0);
    expect(stdout).toContain("redshift");
  });

  test("hides values that are compared with personal data", async () => {
    using project = TestProject.withDocuments().inProcess();
    const granted = project.read("extracts/intents-not-matched.extract.yaml");
    const filter = "filter: { Utterance: { contains: my secret } }";
    project.write("extracts/intents-not-matched.extract.yaml", granted.replace(/^filter: .*$/m, filter));
    const { code, text } = await project.run("sql", "intents-not-matched");
    expect(code).toBe(0);
    expect(text).toContain("(hidden)");
    expect(text).not.toContain("my secret");
  });

  test.each([
    ["an extract that is misspelt", ["on-requst"], "extract-unknown"],
    ["an extract without a window", ["on-request"], "window-missing"],
    ["half a window", ["on-request", "--start", "2026-03-01"], "window-half"],
    [
      "a window that ends before it starts",
      ["on-request", "--start", "2026-03-02", "--end", "2026-03-01"],
      "schedule-window-empty",
    ],
    ["a time that does not exist", ["on-request", "--start", "2026-02-30", "--end", "2026-03-01"], "schedule-time-invalid"],
  ])("of %s is refused", async (_what, args, code) => {
    expectFailure(await example.run("sql", ...args), code);
  });

  test("of an extract with a mistake shows the mistake", async () => {
    using project = TestProject.withDocuments().inProcess();
    project.write("extracts/wrong.extract.yaml", "kind: Extract\nname: wrong\nnme: x\n");
    const answer = await project.run("sql", "wrong");
    expectFailure(answer, "documents-unsound");
    expect(answer.stderr).toContain("extracts/wrong.extract.yaml:3:1  error unknown-key");
  });
});

describe("schema", () => {
  test("lists the schemas, and prints each", async () => {
    const names = (await example.json("schema")).map(({ name }: { name: string }) => name);
    expect(names).toEqual([
      "extract",
      "template",
      "schedule",
      "feed",
      "test",
      "project",
      "connections",
      "manifest",
      "plan",
      "common",
    ]);
    const { stdout } = await example.run("schema", "extract");
    expect(JSON.parse(stdout)).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema" });
  });
});

test("failures are JSON where JSON was asked for, and the exit code is the same", async () => {
  for (const format of [["--format", "json"], ["--format=json"]]) {
    const answer = await example.run("sql", "nowhere", ...format);
    expect(answer.code).toBe(1);
    expect(JSON.parse(answer.stdout)).toMatchObject({ error: { code: "extract-unknown", message: expect.any(String) } });
    expectNoTrace(answer);
  }
  // An extract may be called json.
  expectFailure(await example.run("sql", "json"), "extract-unknown");
});

test("without a project every verb says how to make one", async () => {
  using empty = TestProject.empty().inProcess();
  for (const args of [["validate"], ["runs"], ["run", "x"]]) expectFailure(await empty.run(...args), "project-missing");
  expect(empty.files(".")).toEqual([]);
});
