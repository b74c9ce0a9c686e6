import { existsSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { TemporaryFiles } from "../../../vscode-extension/src/downloads/temporary-files.ts";

const files = new TemporaryFiles();
afterEach(() => files.dispose());

const made: string[] = [];

async function fetch(folder: string): Promise<string> {
  made.push(folder);
  const file = join(folder, "march.csv");
  writeFileSync(file, "a;b\n");
  return file;
}

test("an output that is opened twice at once is fetched once, and is gone as soon as the window is", async () => {
  made.length = 0;
  const [one, other] = await Promise.all([files.of("1", fetch), files.of("1", fetch)]);
  expect(one).toBe(other);
  expect(await files.of("1", fetch)).toBe(one);
  expect(made.map((folder) => basename(folder).slice(0, 16))).toEqual(["datafeed-opened-"]);
  files.dispose();
  expect(existsSync(made[0]!)).toBe(false);
});

test("what was cancelled, or failed, leaves nothing and is fetched anew", async () => {
  made.length = 0;
  const fails = async (folder: string): Promise<undefined> => {
    await fetch(folder);
    throw new Error("no");
  };
  await expect(files.of("2", fails)).rejects.toThrow("no");
  expect(await files.of("2", async (folder) => void made.push(folder))).toBeUndefined();
  expect(made.filter((folder) => existsSync(folder))).toEqual([]);
  expect(await files.of("2", fetch)).toContain("march.csv");
});
