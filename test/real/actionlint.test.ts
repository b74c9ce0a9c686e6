import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** What actionlint says, as scripts/test-servers builds it; nothing when it has nothing to say. */
async function actionlint(...paths: readonly string[]): Promise<string> {
  const cache = process.env["DATAFEED_TEST_CACHE"] ?? join(homedir(), ".cache/datafeed-test");
  const [, version] = /^actionlint=(\S+)$/m.exec(readFileSync(join(root, "scripts/test-servers"), "utf8")) ?? [];
  const program = join(cache, `bin/actionlint-${version}`);
  try {
    return (await promisify(execFile)(program, ["-no-color", ...paths], { cwd: root })).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new Error(`actionlint is missing (${program}). Run scripts/test-servers.`, { cause: error });
    }
    return (error as { readonly stdout: string }).stdout;
  }
}

test.each([".github/workflows", "action/workflows"])("actionlint has nothing to say of %s", async (folder) => {
  const paths = readdirSync(join(root, folder)).map((name) => join(folder, name));
  expect(paths.length).toBeGreaterThan(2);
  expect(await actionlint(...paths)).toBe("");
});

test("actionlint would find a shell line with somebody's text in it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-actionlint-"));
  const path = join(folder, "bad.yml");
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
  const steps = "runs-on: ubuntu-24.04, steps: [{ run: 'echo ${{ github.event.pull_request.title }}' }]";
  writeFileSync(path, `on: pull_request\njobs: { a: { ${steps} } }\n`);
  expect(await actionlint(path)).toContain("is potentially untrusted");
  await rm(folder, { recursive: true });
});
