import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Diagnostic } from "../../runner/src/errors/diagnostic.ts";
import { type Answer, expectFailure, expectNoTrace } from "./command-line.ts";
import { TestProject } from "./test-project.ts";

/** A sound extract with some lines replaced or added; the lines that come with it are numbers 1 to 6. */
function extract(name: string, lines: Readonly<Record<string, string>>): string {
  const sound = { kind: "Extract", name, product: "ixhello-employee", owner: "amy", template: "ContactDetails", fields: "all" };
  const all = { ...sound, ...lines };
  return Object.entries(all)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
}

/** What people get wrong, each in a file of its own, and where which finding is to stand. */
const mistakes: readonly (readonly [file: string, text: string, finding: string])[] = [
  ["wrong-key", extract("wrong-key", { shred: "true" }), "unknown-key 7:1"],
  ["wrong-type", extract("wrong-type", { shared: '"yes"' }), "wrong-type 7:9"],
  ["unknown-template", extract("unknown-template", { template: "ContactDetail" }), "template-unknown 5:11"],
  ["unknown-field", extract("unknown-field", { fields: "[Contact ID, Chanel]" }), "field-unknown 6:22"],
  ["unknown-product", extract("unknown-product", { product: "ixhello-employe" }), "product-unknown 3:10"],
  [
    "unknown-zone",
    extract("unknown-zone", { window: '{ start: "2026-03-01", end: "2026-03-02", timezone: America/Chicgo }' }),
    "zone-unknown 7:61",
  ],
  ["duplicate-name", extract("On-Request", {}), "name-duplicate 2:7"],
  ["reversed", extract("reversed", { window: '{ start: "2026-03-02", end: "2026-03-01" }' }), "window-reversed 7:37"],
  ["filter-type", extract("filter-type", { filter: "{ Duration(ms): { gte: long } }" }), "filter-value 7:32"],
  ["filter-operator", extract("filter-operator", { filter: "{ Duration(ms): { contains: long } }" }), "filter-operator 7:27"],
  [
    "filter-masked",
    extract("filter-masked", { filter: '{ User Endpoint: { eq: "+15550199" } }' }),
    "filter-on-masked-field 7:28",
  ],
  ["filter-list", extract("filter-list", { filter: '{ User Endpoint: { in: "+15550199" } }' }), "wrong-type 7:32"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the form of a reference
  ["secret", extract("secret", { description: '"${env:WAREHOUSE_PASSWORD}"' }), "secret-outside-connections 7:14"],
  ["host", extract("host", { host: "db.example.com" }), "unknown-key 7:1"],
  ["syntax", 'kind: Extract\nname: "open\n', "yaml-syntax"],
  ["deep", `kind: Extract\nname: deep\nfilter: ${"{ not: ".repeat(1000)}{}${" }".repeat(1000)}\n`, "yaml-too-deep"],
  ["deep-lists", `kind: Extract\nname: deep-lists\nfields: ${"[".repeat(100_000)}`, "yaml-too-deep"],
  ["bomb", `kind: Extract\nname: bomb\n${bomb()}`, "yaml-alias"],
  ["climbs", extract("climbs", { output: '{ format: csv, path: "../../{name}" }' }), "path-unsafe 7:30"],
  ["absolute", extract("absolute", { output: '{ format: csv, path: "/tmp/{name}" }' }), "path-unsafe 7:30"],
];

/** Ten aliases of ten, nine times: a thousand million values. */
function bomb(): string {
  const lines = ['x0: &x0 "lol"'];
  for (let level = 1; level <= 9; level++) {
    lines.push(`x${level}: &x${level} [${Array.from({ length: 10 }, () => `*x${level - 1}`).join(", ")}]`);
  }
  return `${lines.join("\n")}\n`;
}

let project: TestProject;
let text: Answer;
let answer: { ok: boolean; diagnostics: readonly Diagnostic[] };

beforeAll(async () => {
  project = TestProject.withDocuments().inProcess();
  for (const [file, content] of mistakes) project.write(`extracts/${file}.extract.yaml`, content);
  const big = `kind: Extract\nname: big\ndescription: "`;
  project.write("extracts/big.extract.yaml", `${big}${"x".repeat(50_000_000)}"\n`);
  text = await project.run("validate");
  const json = await project.run("validate", "--format", "json");
  expect(json).toMatchObject({ code: 1, stderr: "" });
  answer = JSON.parse(json.stdout);
});

afterAll(() => project[Symbol.dispose]());

describe("validate answers each mistake with its place, code and expectation", () => {
  test.each(mistakes)("%s", (file, _text, finding) => {
    const path = `extracts/${file}.extract.yaml`;
    const [code, place] = finding.split(" ");
    const found = answer.diagnostics.filter((each) => each.file === path && each.severity === "error");
    expect(found.map((each) => each.code)).toContain(code);
    const first = found.find((each) => each.code === code);
    const start = first?.range?.start;
    if (place !== undefined) expect(`${start?.line}:${start?.column}`).toBe(place);
    // A syntax error, too, has a place.
    expect(start?.line).toBeGreaterThan(0);
    expect(text.stdout).toContain(`${path}:${start?.line}:${start?.column}  error ${code}  ${first?.message}`);
  });

  test("a document of 50 MB is not read", () => {
    const found = answer.diagnostics.filter((each) => each.file === "extracts/big.extract.yaml");
    expect(found.map((each) => each.code)).toEqual(["file-too-large"]);
  });

  test("a near miss comes with what was meant", () => {
    for (const meant of ["ContactDetails", "Channel", "ixhello-employee", "America/Chicago", "shared"]) {
      expect(answer.diagnostics.map((each) => each.hint ?? "").join("\n")).toContain(meant);
    }
  });
});

test("the text has a verdict at its end, no trace, no colours, and exit code 1", () => {
  expect(text).toMatchObject({ code: 1, stderr: "" });
  expect(text.stdout.trimEnd().split("\n").at(-1)).toMatch(/^✖ \d+ errors in \d+ documents: /);
  expectNoTrace(text);
  expect(text.stdout).not.toContain("\u001b");
  // Twenty mistakes fit on a few screens, whatever the length of the lines they are in.
  expect(text.stdout.length).toBeLessThan(20_000);
});

test("a value that is compared with personal data is not shown", () => {
  expect(text.stdout).toContain("filter-on-masked-field");
  expect(text.stdout).not.toContain("15550199");
  expect(JSON.stringify(answer)).not.toContain("15550199");
});

test("the extracts beside them are sound, and can be compiled", async () => {
  expect(await project.run("sql", "long-conversations")).toMatchObject({ code: 0 });
});

test("an extract with a mistake does not run: the ledger has nothing, and no file is made", async () => {
  const refused = await project.run("run", "filter-masked");
  expectFailure(refused, "documents-unsound");
  expect(refused.stderr).toContain("extracts/filter-masked.extract.yaml:7:28");
  // What is wrong elsewhere is not this extract's business.
  expect(refused.stderr).not.toContain("extracts/climbs.extract.yaml");
  expect(refused.text).not.toContain("15550199");
  expect(project.files()).toEqual([]);
  expect((await project.json("runs")).total).toBe(0);
});

describe("connections", () => {
  test("of the repository can't name a server, and nothing of them is shown", async () => {
    using other = TestProject.withDocuments().inProcess();
    const server = "{ type: postgres, host: db, database: d, user: u, password: hunter2 }";
    other.write("connections.yaml", `kind: Connections\nwarehouses:\n  sample: ${server}\ndestinations: {}\n`);
    const found = await other.run("validate");
    expect(found.code).toBe(1);
    expect(found.stdout).toContain("connections.yaml:3:19  error connections-untrusted");
    const run = await other.run("preview", "ixHelloExtract1");
    expectFailure(run, "connection-unknown");
    expect(`${found.text}${run.text}`).not.toContain("hunter2");
  });

  test("with a mistake are refused without showing a password", async () => {
    using other = TestProject.withDocuments().inProcess();
    const server = "{ type: postgres, hst: db, database: d, user: u, password: hunter2 }";
    const file = other.writeOutside("c.yaml", `kind: Connections\nwarehouses:\n  sample: ${server}\ndestinations: {}\n`);
    const found = await other.run("validate", "--connections", file);
    expect(found.stdout).toContain(`${file}:3:29  error unknown-key`);
    const doctor = await other.run("doctor", "--connections", file);
    expectFailure(doctor, "connection-unknown");
    expect(`${found.text}${doctor.text}`).not.toContain("hunter2");
  });

  test("that were named and are not there are not replaced by others", async () => {
    expectFailure(await project.run("preview", "ixHelloExtract1", "--connections", "nowhere.yaml"), "connections-missing");
    const folder = await project.run("doctor", "--connections", project.folder);
    expectFailure(folder, "connection-unknown");
    expect(folder.stderr).toContain(`${project.folder}  error file-unreadable`);
  });
});

describe("run names the cause of a mistake, not what follows from it", () => {
  test("a warehouse that the connections lack", async () => {
    using project = TestProject.withDocuments().inProcess();
    const text = project.read("datafeed.yaml");
    project.write("datafeed.yaml", text.replace("    warehouse: sample\n", "    warehouse: sampel\n"));
    for (const name of ["ixHelloExtract1", "no-such-extract"]) {
      const answer = await project.run("run", name);
      expectFailure(answer, "documents-unsound");
      expect(answer.stderr).toContain("warehouse-undeclared");
      expect(answer.stderr).not.toContain("product-unsound");
    }
  });

  test("connections with a mistake: they are to be mended, not to be given", async () => {
    using project = TestProject.withDocuments().inProcess();
    const file = project.writeOutside("mine.yaml", `${project.read("connections.yaml")}warehouzes: {}\n`);
    const answer = await project.run("run", "ixHelloExtract1", "--connections", file);
    expectFailure(answer, "connection-unknown");
    expect(answer.stderr).toContain("unknown-key");
    expect(answer.stderr).not.toContain("init");
  });
});
