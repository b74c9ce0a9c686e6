import { execFile } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestProject } from "../cli/test-project.ts";
import { Tree } from "../extension/launcher/tree.ts";
import { installed, type NodeMajor, repository } from "../support/workbench/places.ts";

const run = promisify(execFile);
const { node } = installed();

/** The launcher as the extension has it, bundled, and what a window does with it first. */
const window = `
  import { openLocalDesk } from "${repository}/vscode-extension/src/desk/local-desk.ts";
  const say = (answer) => console.log(JSON.stringify({ host: process.version, ...answer }));
  const options = { ...JSON.parse(process.argv[2]), log: (line) => console.error(line) };
  openLocalDesk(options)
    .then(async (desk) => {
      const { role } = await desk.status();
      await desk[Symbol.asyncDispose]();
      say({ role });
    })
    .catch(({ code, message, hint }) => say({ code, message, hint }));`;

let tree: Tree;
let script: string;
let project: TestProject;

beforeAll(async () => {
  tree = new Tree();
  project = TestProject.withDocuments();
  script = tree.path("window.cjs");
  const stdin = { contents: window, resolveDir: repository, loader: "ts" as const };
  await build({ stdin, bundle: true, platform: "node", format: "cjs", target: "node22", outfile: script, logLevel: "error" });
  tree.node("node20/node", "20.20.2");
  for (const major of [22, 24] as const) tree.link(`node${major}/node`, node(major));
  mkdirSync(tree.path("none"));
  // As npm installs the package: what is native beside it. No Node came along.
  await run(process.execPath, [join(repository, "runner/build.ts")]);
  for (const part of ["bin", "dist", "package.json"]) {
    cpSync(join(repository, "runner", part), project.path(`node_modules/datafeed/${part}`), { recursive: true });
  }
  for (const name of ["better-sqlite3", "@duckdb"]) {
    symlinkSync(join(repository, "node_modules", name), project.path(`node_modules/${name}`));
  }
});

afterAll(() => {
  tree[Symbol.dispose]();
  project[Symbol.dispose]();
});

interface Outcome {
  readonly host: string;
  readonly role?: string;
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
  readonly log: string;
}

/** What a window comes to whose extensions run on this Node, in a shell with this PATH. */
async function open(host: NodeMajor, path: string, options: object = {}): Promise<Outcome> {
  const env = {
    PATH: tree.path(path),
    HOME: project.folder,
    NODE_OPTIONS: "--no-deprecation",
    VSCODE_INSPECTOR_OPTIONS: "{}",
    ELECTRON_RUN_AS_NODE: "1",
  };
  const { stdout, stderr } = await run(node(host), [script, JSON.stringify({ project: project.root, ...options })], { env });
  return { ...(JSON.parse(stdout) as Omit<Outcome, "log">), log: stderr };
}

describe("a datafeed that came without Node", () => {
  test.each([
    [22, "node24", "path"],
    [24, "none", "editor"],
    [24, "node20", "editor"],
    [24, "node22", "editor"],
    [24, "node24", "path"],
  ] as const)("extension host on Node %i, a PATH with %s: it runs by the Node of %s", async (host, path, from) => {
    const { host: version, role, log } = await open(host, path);
    expect(version).toMatch(new RegExp(`^v${host}\\.`));
    expect(role).toBe("admin");
    expect(log).toMatch(new RegExp(`Starting datafeed session \\(project: .*\\), by Node\\.js 24\\.\\S+ \\(${from}: `));
  });

  test.each([
    [22, "none", /Looked at: the editor's own \(22\.\d+\.\d+\)\.$/],
    [22, "node20", /Looked at: \S+\/node20\/node \(20\.20\.2\), the editor's own \(22\.\d+\.\d+\)\.$/],
    [22, "node22", /Looked at: \S+\/node22\/node \(22\.\d+\.\d+\), the editor's own/],
  ] as const)("extension host on Node %i, a PATH with %s: one sentence says what to do", async (host, path, looked) => {
    const { code, message, hint } = await open(host, path);
    expect(code).toBe("node-missing");
    expect(message).toMatch(/^[^.]+\.js 24 or newer to run `datafeed` with\.$/);
    expect(hint).toMatch(/^Install Node\.js 24, or name one in the setting datafeed\.cli\.node\./);
    expect(hint).toMatch(looked);
  });

  test("the setting names one", async () => {
    const { role, log } = await open(22, "none", { nodePath: node(24) });
    expect(role).toBe("admin");
    expect(log).toContain("(setting: ");
  });
});

test.each(["none", "node20"])("a Node that npm brought is taken in a window on Node 22, a PATH with %s", async (path) => {
  const name = `node_modules/node-${process.platform}-${process.arch}/bin`;
  mkdirSync(project.path(name), { recursive: true });
  symlinkSync(node(24), project.path(`${name}/node`));
  try {
    const { role, log } = await open(22, path);
    expect(role).toBe("admin");
    expect(log).toMatch(/by Node\.js 24\.\S+ \(npm: /);
  } finally {
    project.remove(name);
  }
});

test("no datafeed at all: one sentence says what to do", async () => {
  const { code, message, hint } = await open(24, "none", { project: tree.path("none") });
  expect(code).toBe("cli-missing");
  expect(message).toBe("There is no `datafeed` in this project, and none on PATH.");
  expect(hint).toMatch(
    /^Name its bin\/datafeed\.cjs in the setting datafeed\.cli\.path, or install it in the project with npm\./,
  );
});
