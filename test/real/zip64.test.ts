import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { PartWriter } from "../../runner/src/format/part-writer.ts";
import { python, run } from "./programs.ts";

const folder = mkdtempSync(join(tmpdir(), "datafeed-zip64-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a ZIP with more than 4 GiB in it is sound to unzip and to Python", async () => {
  const file = join(folder, "large.zip");
  const line = Buffer.from("0123456789abcdef,2026-03-17T07:00:00.000000Z,Web-Chat,,\n");
  const piece = Buffer.alloc(line.length * 20_000, line);
  const pieces = Math.ceil((2 ** 32 + 1) / piece.length);
  const writer = await PartWriter.open({ file, compress: "zip", entry: "large.csv" });
  for (let i = 0; i < pieces; i++) await writer.write(piece);
  const written = await writer.close();
  expect(written.contentBytes).toBe(pieces * piece.length);
  expect(written.contentBytes).toBeGreaterThan(2 ** 32);

  const [tested, listed, read, hash] = await Promise.all([
    run("unzip", ["-t", file]),
    run("zipinfo", ["-l", file]),
    python<readonly object[][]>("read_archives.py", [file]),
    run("sha256sum", [file]),
  ]);
  expect(tested).toContain("No errors detected");
  expect(listed).toContain(String(written.contentBytes));
  expect(read).toMatchObject([[{ name: "large.csv", bytes: written.contentBytes, sha256: written.contentSha256 }]]);
  expect(hash.split(" ")[0]).toBe(written.sha256);
});
