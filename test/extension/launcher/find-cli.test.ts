import { mkdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findCli } from "../../../vscode-extension/src/launcher/find-cli.ts";
import { Tree } from "./tree.ts";

let tree: Tree;
let project: string;

beforeEach(() => {
  tree = new Tree();
  project = tree.path("work/shop");
  mkdirSync(project, { recursive: true });
});

afterEach(() => tree[Symbol.dispose]());

const own = "work/shop/node_modules/datafeed/bin/datafeed.cjs";
const above = "work/node_modules/datafeed/bin/datafeed.cjs";

/** PATH of some folders of the tree. */
function env(...folders: string[]): Record<string, string> {
  return { PATH: folders.map((folder) => tree.path(folder)).join(":") };
}

function find(rest: Partial<Parameters<typeof findCli>[0]> = {}) {
  return findCli({ project, env: {}, platform: "linux", ...rest });
}

describe("without a setting", () => {
  test("the project's own comes before those above, a checkout and PATH", () => {
    tree.write("bin/datafeed.cjs");
    tree.link("bin/datafeed", tree.path("bin/datafeed.cjs"));
    expect(find({ env: env("bin") })).toEqual({ type: "script", file: tree.path("bin/datafeed.cjs"), from: "path" });
    tree.write("runner/package.json", '{"name": "datafeed"}');
    tree.write("runner/bin/datafeed.cjs");
    expect(find({ env: env("bin") })).toEqual({ type: "script", file: tree.path("runner/bin/datafeed.cjs"), from: "checkout" });
    tree.write(above);
    expect(find({ env: env("bin") })).toEqual({ type: "script", file: tree.path(above), from: "project" });
    tree.write(own);
    expect(find({ env: env("bin") })).toEqual({ type: "script", file: tree.path(own), from: "project" });
  });

  test("a runner of somebody else is no checkout", () => {
    tree.write("work/runner/package.json", '{"name": "another"}');
    tree.write("work/runner/bin/datafeed.cjs");
    expect(() => find()).toThrow(expect.objectContaining({ code: "cli-missing" }));
  });

  test("a link leads to the script", () => {
    tree.write("elsewhere/datafeed/bin/datafeed.cjs");
    tree.link("work/shop/node_modules/.bin/datafeed", "../../../../elsewhere/datafeed/bin/datafeed.cjs");
    expect(find()).toEqual({ type: "script", file: tree.path("elsewhere/datafeed/bin/datafeed.cjs"), from: "project" });
  });

  test("a shim of pnpm for sh leads to the script", () => {
    tree.write("store/datafeed/bin/datafeed.cjs");
    tree.program(
      "work/shop/node_modules/.bin/datafeed",
      'basedir=$(dirname "$0")\nexec node  "$basedir/../../../../store/datafeed/bin/datafeed.cjs" "$@"',
    );
    expect(find()).toMatchObject({ type: "script", file: tree.path("store/datafeed/bin/datafeed.cjs") });
  });

  test("nowhere: one sentence, what to do, and where it was looked for", () => {
    const nothing = (): unknown => find({ env: env("one", "two") });
    expect(nothing).toThrow(
      expect.objectContaining({
        code: "cli-missing",
        message: expect.stringMatching(/^[^.]+\.$/),
        hint: expect.stringContaining(`${tree.path("one")}, ${tree.path("two")}`),
      }),
    );
    expect(nothing).toThrow(expect.objectContaining({ hint: expect.stringContaining("datafeed.cli.path") }));
  });
});

describe("on Windows", () => {
  const shim = String.raw`@ECHO off
SETLOCAL
IF EXIST "%dp0%\node.exe" (
  SET "_prog=%dp0%\node.exe"
)
endLocal & "%_prog%"  "%dp0%\..\datafeed\bin\datafeed.cjs" %*`;

  test("datafeed.cmd of node_modules/.bin leads to the script, for nothing is started through a shell", () => {
    tree.write("work/shop/node_modules/.bin/datafeed.cmd", shim.replace("..\\datafeed", "..\\.pnpm\\datafeed"));
    const script = tree.write("work/shop/node_modules/.pnpm/datafeed/bin/datafeed.cjs");
    expect(find({ platform: "win32" })).toEqual({ type: "script", file: script, from: "project" });
  });

  test("so does that of PATH, however PATH is written", () => {
    tree.write("npm/datafeed.cmd", shim.replace("\\..\\", "\\node_modules\\"));
    const script = tree.write("npm/node_modules/datafeed/bin/datafeed.cjs");
    const Path = `"${tree.path("none")}";${tree.path("npm")}`;
    expect(find({ platform: "win32", env: { Path } })).toEqual({ type: "script", file: script, from: "path" });
  });

  test("a .cmd that leads nowhere is none", () => {
    tree.write("npm/datafeed.cmd", "@echo something else");
    expect(() => find({ platform: "win32", env: { Path: tree.path("npm") } })).toThrow(
      expect.objectContaining({ code: "cli-missing" }),
    );
  });
});

describe("the setting", () => {
  test.each([
    ["an absolute path", () => tree.path("tools/datafeed.cjs")],
    ["a path from the project", () => "../../tools/datafeed.cjs"],
    ["the package's folder", () => tree.path("tools/package")],
    ["a command on PATH", () => "our-datafeed"],
  ])("%s is taken before all others", (_, setting) => {
    tree.write(own);
    tree.write("tools/datafeed.cjs");
    tree.link("tools/package/bin/datafeed.cjs", tree.path("tools/datafeed.cjs"));
    tree.link("tools/our-datafeed", tree.path("tools/datafeed.cjs"));
    const found = find({ setting: setting(), env: env("tools") });
    expect(found).toEqual({ type: "script", file: tree.path("tools/datafeed.cjs"), from: "setting" });
  });

  test("a program runs by itself", () => {
    const file = tree.program("tools/wrapper", "exec datafeed");
    expect(find({ setting: file })).toEqual({ type: "program", file, from: "setting" });
  });

  test("that names nothing is not passed over for another one", () => {
    tree.write(own);
    const wrong = (setting: string) => () => find({ setting });
    for (const setting of ["/nowhere/datafeed.cjs", "nonsense", tree.write("text.txt")]) {
      expect(wrong(setting)).toThrow(
        expect.objectContaining({ code: "cli-missing", message: expect.stringContaining(setting), hint: expect.any(String) }),
      );
    }
  });
});
