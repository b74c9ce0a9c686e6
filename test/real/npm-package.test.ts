import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PlanReport } from "../../runner/src/review/plan-report.ts";
import { TestProject } from "../cli/test-project.ts";
import { extractText, type Files, project, templateText } from "../review/exposure/two-states.ts";
import { git } from "../support/actions/change-repository.ts";
import { pushEvent } from "../support/actions/events.ts";
import { runJob } from "../support/actions/run-job.ts";
import { startBroker } from "../support/kafka.ts";

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;

/** As people do, without what these tests were started with: npm hands its own settings on to what it runs. */
function npm(where: string, ...parameters: readonly string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_ENV|VITEST)/.test(name)));
  return execFileSync("npm", [...parameters, "--loglevel=error", "--no-audit", "--no-fund"], {
    cwd: where,
    env,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
}

function datafeed(where: string, ...parameters: readonly string[]): string {
  const launcher = join(folder, "empty/node_modules/datafeed/bin/datafeed.cjs");
  return execFileSync(process.execPath, [launcher, ...parameters], { cwd: where, encoding: "utf8" });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-package-"));
  const said = JSON.parse(npm(resolve("runner"), "pack", "--json", "--pack-destination", folder)) as
    | Packed[]
    | Record<string, Packed>;
  packed = Object.values(said)[0]!;
  mkdirSync(join(folder, "empty"));
  writeFileSync(join(folder, "empty/package.json"), '{ "private": true }\n');
  npm(join(folder, "empty"), "install", "--prefer-offline", `../${packed.filename}`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("holds the bundle and its launcher, and nothing else", () => {
  const paths = packed.files.map(({ path }) => path);
  const others = paths.filter((path) => !/^dist\/[\w.-]+\.js$|^dist\/github\//.test(path));
  const own = ["LICENSE", "README.md", "bin/datafeed.cjs", "dist/THIRD-PARTY-NOTICES.txt", "package.json"];
  // The checksums of the Kafka client.
  expect(others.sort()).toEqual([...own, "dist/native.wasm"].sort());
  const action = readdirSync("action").filter((name) => name.endsWith(".mjs"));
  expect(paths.filter((path) => path.startsWith("dist/github/")).sort()).toEqual(
    ["dist/github/action.yml", ...action.map((name) => `dist/github/action/${name}`)].sort(),
  );
  expect(packed.unpackedSize).toBeLessThan(8_000_000);
  expect(readFileSync("runner/LICENSE", "utf8")).toBe(readFileSync("LICENSE", "utf8"));
});

test("brings along what is not in the bundle, and nothing else", () => {
  const { dependencies } = JSON.parse(readFileSync("runner/package.json", "utf8")) as { dependencies: object };
  const installed = readdirSync(join(folder, "empty/node_modules")).filter((name) => !name.startsWith("."));
  const asked = new Set(Object.keys(dependencies).map((name) => name.split("/")[0]!));
  // What those three bring along themselves, and Node.js.
  const others = installed.filter((name) => !asked.has(name) && !/^node-(linux|darwin|win)-/.test(name));
  expect(others.sort()).toEqual(["@pgsql", "datafeed", "detect-libc", "node-addon-api"]);
});

test("names the licences of what is in the bundle", () => {
  const notices = readFileSync(join(folder, "empty/node_modules/datafeed/dist/THIRD-PARTY-NOTICES.txt"), "utf8");
  for (const name of ["commander", "fastify", "kysely", "pg", "yaml"]) {
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT|^${name} \\d+\\.\\d+\\.\\d+ \\(ISC`, "m"));
  }
  for (const name of ["@platformatic/kafka", "@platformatic/wasm-utils"]) {
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(Apache-2.0`, "m"));
  }
  // Of the examples and the bench alone.
  expect(notices).not.toMatch(/^kafkajs /m);
});

test("works in an empty folder: a project is scaffolded, checked, compared and run", () => {
  const project = join(folder, "empty/project");
  datafeed(folder, "init", project);
  expect(datafeed(project, "validate")).toContain("✔");
  datafeed(project, "sample", "--contacts", "2000");
  expect(datafeed(project, "run", "contacts-april")).toContain("contacts-april_P_RunOnce_");
  expect(datafeed(project, "verify")).toContain("✔");
});

test("sends a feed to a real Kafka, however it is compressed", async () => {
  await using kafka = await startBroker();
  using project = await TestProject.withSample();
  const feed = "extracts/conversation-events.feed.yaml";
  const document = project.read(feed);
  const read = [];
  for (const compression of ["none", "gzip", "zstd"]) {
    const topic = `npm-package-${compression}-${randomUUID().slice(0, 8)}`;
    for (const name of [topic, `${topic}.dead-letter`]) await kafka.createTopic(name);
    project.write(feed, document.replace("topic: conversations ", `topic: ${topic} `));
    const connections = project.writeOutside(
      `${compression}.yaml`,
      JSON.stringify({
        kind: "Connections",
        warehouses: { sample: { type: "duckdb", path: ".datafeed/sample.duckdb" } },
        destinations: { local: { type: "file", path: "out" } },
        brokers: { main: { type: "kafka", servers: kafka.servers, tls: "disable", compression } },
      }),
    );
    const ledger = join(project.folder, `${compression}.sqlite`);
    const places = ["--connections", connections, "--ledger", ledger];
    datafeed(project.root, "feed", "run", "conversation-events", "--once", ...places);
    read.push((await kafka.read(topic)).map(({ key, value, headers }) => ({ key, value, id: headers["ce_id"] })));
  }
  expect(read[0]?.length).toBeGreaterThan(100);
  expect(read[1]).toEqual(read[0]);
  expect(read[2]).toEqual(read[0]);
});

test("a plan follows columns through SQL with both parsers", () => {
  const traced = join(folder, "empty/traced");
  const write = (files: Files): void => {
    for (const [path, text = ""] of Object.entries(files)) {
      mkdirSync(dirname(join(traced, path)), { recursive: true });
      writeFileSync(join(traced, path), text);
    }
  };
  write(project);
  git(traced, "init", "--quiet", "--initial-branch=main");
  git(traced, "add", "--all");
  git(traced, "commit", "--quiet", "--message", "Start");
  const sql =
    "with c as (select id, began, ani as a from reporting.calls where began >= :window_start and began < :window_end) " +
    "select id, began, a from c";
  for (const [name, dialect] of [
    ["P", "postgres"],
    ["D", "duckdb"],
  ] as const) {
    const source = `{ sql: { ${dialect}: ${JSON.stringify(sql)} } }`;
    write({
      [`templates/${name}.template.yaml`]: templateText(name, "N: { column: a, type: string }", source),
      [`extracts/${name}.extract.yaml`]: extractText(name.toLowerCase(), name),
    });
  }
  const report: PlanReport = JSON.parse(
    datafeed(traced, "plan", "--base=main", "--no-count", "--fail-on=never", "--format=json"),
  );
  const exposed = report.documents.flatMap(({ name, exposures = [] }) =>
    exposures.map(({ pii, from }) => [name, pii, ...from]),
  );
  expect(exposed).toEqual([
    ["d", "phone", "reporting.calls.ani"],
    ["p", "phone", "reporting.calls.ani"],
  ]);
});

test("has the action for GitHub: the workflow of a repository that pins the package checks, tests and plans with it", async () => {
  const workspace = join(folder, "empty/checked");
  datafeed(folder, "init", workspace);
  symlinkSync(join(folder, "empty/node_modules"), join(workspace, "node_modules"));
  git(workspace, "init", "--quiet", "--initial-branch=main");
  const commit = (): string => {
    git(workspace, "add", "--all");
    git(workspace, "commit", "--quiet", "--no-verify", "--message", "Change");
    return git(workspace, "rev-parse", "HEAD");
  };
  writeFileSync(join(workspace, ".git/info/exclude"), "node_modules\n");
  const before = commit();
  writeFileSync(join(workspace, "extracts/bad.extract.yaml"), "kind: Extract\n");
  const sha = commit();
  const event = pushEvent({ owner: "acme", name: "extracts", private: true }, before, sha);
  const temporary = mkdtempSync(join(folder, "runner-"));
  const asked = { workspace, temporary, eventName: "push", event, sha, token: "read", apiUrl: "http://127.0.0.1:9" };
  const workflow = readFileSync(join(workspace, ".github/workflows/datafeed.yml"), "utf8").replace("npm ci", "true npm ci");
  const result = await runJob(workflow, "check", asked);
  expect(result.conclusion).toBe("failure");
  expect(result.text).toMatch(/^::error file=extracts\/bad\.extract\.yaml,line=1,/m);
  rmSync(join(workspace, "extracts/bad.extract.yaml"));
  const mended = { ...asked, sha: commit(), event: pushEvent({ owner: "acme", name: "extracts", private: true }, sha, sha) };
  const sound = await runJob(workflow, "check", mended);
  expect(sound.conclusion, sound.text).toBe("success");
  expect(sound.used.filter((name) => name.startsWith("./"))).toEqual(Array(3).fill("./node_modules/datafeed/dist/github"));
  expect(sound.summary).toContain("<!-- datafeed-plan -->");
});
