import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { installed, type NodeMajor } from "../support/workbench/places.ts";
import { WorkbenchServer } from "../support/workbench/server.ts";
import { inWorkbench } from "../support/workbench/workbench-test.ts";
import { Workspace } from "../support/workbench/workspace.ts";

/** A folder for PATH in which there is no Node. */
let bare: string;
/** And one with a Node that is too old: it says so, and does nothing else. */
let old: string;
beforeAll(() => {
  bare = mkdtempSync(join(tmpdir(), "datafeed-path-"));
  for (const program of ["sh", "bash", "env", "ps"]) {
    symlinkSync(execFileSync("which", [program], { encoding: "utf8" }).trim(), join(bare, program));
  }
  old = join(bare, "old");
  mkdirSync(old);
  writeFileSync(join(old, "node"), "#!/bin/sh\necho v20.20.2\n", { mode: 0o755 });
});
afterAll(() => rmSync(bare, { recursive: true }));

interface Surroundings {
  readonly host: NodeMajor;
  readonly path: readonly string[];
  /** Whether npm put a Node beside `datafeed`. */
  readonly brought: boolean;
}

async function runIn({ host, path, brought }: Surroundings, said: RegExp): Promise<string> {
  using workspace = new Workspace({ sample: inject("workbenchSample"), program: brought ? "installed" : "without-node" });
  const extensions = inject("workbenchExtensions");
  await using server = await WorkbenchServer.start({ extensions, node: host, path: path.join(":") });
  let text = "";
  await inWorkbench(server.url, workspace, async ({ editor, messages, quickInput }) => {
    await editor.open("contacts-for-excel.extract.yaml");
    await editor.lens("Run").waitFor();
    await quickInput.command("Datafeed: Run Extract");
    text = await messages.said(said);
  });
  return text;
}

test("an extension host on Node 22 and no Node on PATH: the one that npm brought runs the extract", async () => {
  expect(await runIn({ host: 22, path: [bare], brought: true }, /is ready/)).toContain("449 rows");
});

test("nothing brought, Node 22 in the host and Node 24 behind Node 20 on PATH: the newer one is found", async () => {
  const node24 = dirname(installed().node(24));
  expect(await runIn({ host: 22, path: [old, bare, node24], brought: false }, /is ready/)).toContain("449 rows");
});

test("nothing brought, Node 20 on PATH, and a host on Node 24: the host's own does", async () => {
  expect(await runIn({ host: 24, path: [old, bare], brought: false }, /is ready/)).toContain("449 rows");
});

test("no Node that is new enough anywhere: one sentence says what to do and what was looked at", async () => {
  const said = await runIn({ host: 22, path: [old, bare], brought: false }, /Node/);
  expect(said).toMatch(
    /^There is no Node\.js 24 or newer to run `?datafeed`? with\. Install Node\.js 24, or name one in the setting/,
  );
  expect(said).toContain("20.20.2");
});
