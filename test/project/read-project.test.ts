import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { projectErrors } from "../../runner/src/project/errors.ts";
import { findProject } from "../../runner/src/project/find-project.ts";
import { readProject } from "../../runner/src/project/read-project.ts";

let outside: string;
let root: string;

beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), "datafeed-project-"));
  root = join(outside, "project");
  write("datafeed.yaml", "kind: Project\n");
});

afterEach(() => {
  rmSync(outside, { recursive: true, force: true });
});

function write(path: string, content: string | Uint8Array): string {
  const absolute = join(root, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, content);
  return absolute;
}

async function read() {
  const { files, diagnostics } = await readProject(root);
  for (const { code } of diagnostics) expect(Object.keys(projectErrors)).toContain(code);
  return { paths: files.map(({ path }) => path), found: diagnostics.map(({ code, file }) => `${code} ${file}`) };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  if (!(error instanceof DatafeedError)) throw error;
  return error.code;
}

describe("which files are read", () => {
  test("datafeed.yaml first, then the documents of both folders by path, however deep", async () => {
    write("templates/b.template.yaml", "");
    write("extracts/z.extract.yaml", "");
    write("extracts/a/b/c/nightly.schedule.yaml", "");
    const expected = [
      "datafeed.yaml",
      "extracts/a/b/c/nightly.schedule.yaml",
      "extracts/z.extract.yaml",
      "templates/b.template.yaml",
    ];
    expect(await read()).toEqual({ paths: expected, found: [] });
  });

  test("node_modules, dot folders and other folders are left alone", async () => {
    for (const folder of ["extracts/node_modules/x", "extracts/.old", "other", ".datafeed"])
      write(`${folder}/a.extract.yaml`, "");
    expect(await read()).toEqual({ paths: ["datafeed.yaml"], found: [] });
  });

  test("a YAML file of another name is a warning, a file of another kind is not", async () => {
    write("extracts/a.yaml", "");
    write("extracts/b.extract.yml", "");
    write("extracts/README.md", "");
    write("templates/query.sql", "");
    expect((await read()).found).toEqual(["file-ignored extracts/a.yaml", "file-ignored extracts/b.extract.yml"]);
  });
});

describe("files that are refused, and never stop the others", () => {
  test("a document of 50 MB, by its size", async () => {
    // Sparse: it takes no room, and is not read.
    truncateSync(write("extracts/big.extract.yaml", ""), 50_000_000);
    write("extracts/small.extract.yaml", "kind: Extract\n");
    const { paths, found } = await read();
    expect(paths).toEqual(["datafeed.yaml", "extracts/small.extract.yaml"]);
    expect(found).toEqual(["file-too-large extracts/big.extract.yaml"]);
  });

  test("text that is not UTF-8, with its line", async () => {
    write("extracts/latin.extract.yaml", Buffer.from("kind: Extract\nname: caf\xe9\n", "latin1"));
    const { diagnostics } = await readProject(root);
    expect(diagnostics).toMatchObject([{ code: "file-not-utf8", range: { start: { line: 2, column: 1, offset: 14 } } }]);
  });

  test("a byte order mark is no part of the text", async () => {
    write("extracts/bom.extract.yaml", "\uFEFFkind: Extract\n");
    expect((await readProject(root)).files.at(-1)?.text).toBe("kind: Extract\n");
  });

  test("a link out of the project, be it to a file or a folder; a link inside is followed", async () => {
    writeFileSync(join(outside, "secret.yaml"), "password: x\n");
    mkdirSync(join(outside, "more"));
    write("extracts/a.extract.yaml", "kind: Extract\n");
    symlinkSync("../../secret.yaml", join(root, "extracts/b.extract.yaml"));
    symlinkSync("a.extract.yaml", join(root, "extracts/c.extract.yaml"));
    symlinkSync("../../more", join(root, "extracts/d"));
    symlinkSync("../more", join(root, "templates"));
    const { paths, found } = await read();
    expect(paths).toEqual(["datafeed.yaml", "extracts/a.extract.yaml", "extracts/c.extract.yaml"]);
    expect(found.sort()).toEqual(["link-refused extracts/b.extract.yaml", "link-refused extracts/d", "link-refused templates"]);
  });

  test("a link to nothing, and a folder with the name of a document", async () => {
    mkdirSync(join(root, "extracts"));
    symlinkSync("nowhere", join(root, "extracts/a.extract.yaml"));
    mkdirSync(join(root, "extracts/b.extract.yaml"));
    expect((await read()).found).toEqual(["file-unreadable extracts/a.extract.yaml"]);
  });

  test("a folder whose neighbour's name begins with the project's", async () => {
    mkdirSync(`${root}-secrets`);
    writeFileSync(join(`${root}-secrets`, "a.yaml"), "x");
    mkdirSync(join(root, "extracts"));
    symlinkSync("../../project-secrets/a.yaml", join(root, "extracts/a.extract.yaml"));
    expect((await read()).found).toEqual(["link-refused extracts/a.extract.yaml"]);
  });
});

describe("a folder that is no project", () => {
  test.each([
    ["without datafeed.yaml", "extracts"],
    ["that does not exist", "nowhere"],
  ])("one %s", async (_name, folder) => {
    write("extracts/a.extract.yaml", "");
    expect(await codeOf(readProject(join(root, folder)))).toBe("project-missing");
  });

  test("the project around a folder is found", () => {
    write("extracts/deep/a.extract.yaml", "");
    expect(findProject(join(root, "extracts/deep"))).toBe(root);
    expect(findProject(outside)).toBeUndefined();
  });
});

describe("connections, in the order of trust", () => {
  beforeEach(() => {
    write("connections.yaml", "from: repository\n");
    for (const name of ["option", "environment", "home"]) writeFileSync(join(outside, `${name}.yaml`), `from: ${name}\n`);
  });

  const place = (name: string) => join(outside, `${name}.yaml`);

  test.each([
    [["option", "environment", "home"], "option"],
    [["environment", "home"], "environment"],
    [["home"], "home"],
  ])("of %j the first counts and is trusted", async (given, expected) => {
    const { connections } = await readProject(root, {
      connections: Object.fromEntries(given.map((name) => [name, place(name)])),
    });
    expect(connections).toEqual({ path: place(expected), text: `from: ${expected}\n`, trusted: true });
  });

  test("the repository's own file comes last and is not trusted", async () => {
    const { connections } = await readProject(root, { connections: { home: place("nothing") } });
    expect(connections).toEqual({ path: "connections.yaml", text: "from: repository\n", trusted: false });
  });

  test.each(["option", "environment"])("a missing file that %s names is not replaced by another", async (name) => {
    expect(await codeOf(readProject(root, { connections: { [name]: place("nothing") } }))).toBe("connections-missing");
  });

  test("a project may do without", async () => {
    rmSync(join(root, "connections.yaml"));
    expect((await readProject(root)).connections).toBeUndefined();
  });

  test("the repository's file must not be a link out of it", async () => {
    rmSync(join(root, "connections.yaml"));
    symlinkSync(place("option"), join(root, "connections.yaml"));
    const { connections, diagnostics } = await readProject(root);
    expect(connections).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["link-refused"]);
  });
});

test("reading stops when it is cancelled", async () => {
  await expect(readProject(root, { signal: AbortSignal.abort() })).rejects.toThrow();
});
