import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import yauzl from "yauzl";
import { fileError } from "../../runner/src/format/errors.ts";
import { PartWriter } from "../../runner/src/format/part-writer.ts";
import { createParts, partNames } from "../../runner/src/format/parts.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-parts-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Three megabytes that hold both repetition and noise, so that chunks refer to the chunk before them. */
const content = Buffer.concat(
  Array.from({ length: 300 }, (_, i) => Buffer.concat([Buffer.alloc(8000, `row ${i},`), randomBytes(2000)])),
);

async function writeInPieces(compress: "none" | "zip" | "gzip", file: string, bytes: Buffer) {
  const writer = await PartWriter.open({ file, compress, entry: "données.csv" });
  for (let from = 0; from < bytes.length; from += 100_001) {
    // The writer may keep nothing of a piece once it has been taken.
    const piece = Buffer.from(bytes.subarray(from, from + 100_001));
    await writer.write(piece);
    piece.fill(0);
  }
  return writer.close();
}

function readZip(file: string): Promise<{ name: string; bytes: Buffer }[]> {
  return new Promise((resolve, reject) => {
    const entries: { name: string; bytes: Buffer }[] = [];
    yauzl.open(file, { lazyEntries: true, strictFileNames: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on("error", reject);
      zip.on("end", () => resolve(entries));
      zip.on("entry", (entry: yauzl.Entry) => {
        zip.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure);
          const chunks: Buffer[] = [];
          stream.on("error", reject);
          stream.on("data", (chunk: Buffer) => chunks.push(chunk));
          stream.on("end", () => {
            entries.push({ name: entry.fileName, bytes: Buffer.concat(chunks) });
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}

test("an uncompressed file has the content's own hash", async () => {
  const file = join(folder, "a.csv");
  const written = await writeInPieces("none", file, content);
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(written).toEqual({
    file,
    bytes: content.length,
    sha256: sha256(content),
    contentBytes: content.length,
    contentSha256: sha256(content),
  });
});

test.each([0, 1, 512 * 1024, 512 * 1024 + 1, content.length])("a ZIP of %i bytes of content reads back", async (length) => {
  const file = join(folder, "a.zip");
  const part = content.subarray(0, length);
  const written = await writeInPieces("zip", file, part);
  expect(await readZip(file)).toEqual([{ name: "données.csv", bytes: Buffer.from(part) }]);
  expect(written.contentSha256).toBe(sha256(part));
  expect(written.contentBytes).toBe(length);
  expect(written.sha256).toBe(sha256(readFileSync(file)));
  expect(written.bytes).toBe(readFileSync(file).length);
});

test("a gzip file reads back", async () => {
  const file = join(folder, "a.csv.gz");
  await writeInPieces("gzip", file, content);
  expect(gunzipSync(readFileSync(file)).equals(content)).toBe(true);
});

test("the same content gives the same file, however it is cut", async () => {
  const first = await writeInPieces("zip", join(folder, "1.zip"), content);
  const whole = await PartWriter.open({ file: join(folder, "2.zip"), compress: "zip", entry: "données.csv" });
  await whole.write(content);
  expect((await whole.close()).sha256).toBe(first.sha256);
});

test("an existing file is never overwritten", async () => {
  const file = join(folder, "a.csv");
  writeFileSync(file, "mine");
  await expect(PartWriter.open({ file, compress: "none", entry: "a.csv" })).rejects.toMatchObject({
    code: "format-file-failed",
  });
  expect(readFileSync(file, "utf8")).toBe("mine");
});

test.runIf(process.platform === "linux")("a full disk is named as such", () => {
  let caught: unknown;
  try {
    writeFileSync("/dev/full", "x");
  } catch (error) {
    caught = error;
  }
  expect(fileError(caught, "out.csv")).toMatchObject({ code: "format-disk-full" });
});

test("a missing folder is an error with a code", async () => {
  const open = PartWriter.open({ file: join(folder, "none", "a.csv"), compress: "none", entry: "a.csv" });
  await expect(open).rejects.toMatchObject({ code: "format-file-failed" });
});

test("aborting leaves nothing behind", async () => {
  const parts = createParts(folder, { stem: "x", format: "csv", compress: "zip", split: { rows: 1 } });
  await parts.write({ bytes: content, endsPart: true }, 1);
  await parts.write({ bytes: content, endsPart: false }, 1);
  await parts.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test("each part becomes a file with its own rows and hash", async () => {
  const parts = createParts(folder, { stem: "x", format: "csv", compress: "none", split: { rows: 2 } });
  await parts.write({ bytes: Buffer.from("h\n1\n"), endsPart: false }, 1);
  await parts.write({ bytes: Buffer.from("2\n"), endsPart: true }, 2);
  await parts.write({ bytes: Buffer.from("h\n3\n"), endsPart: true }, 3);
  const written = parts.close();
  expect(written.map(({ name, rows, bytes }) => ({ name, rows, bytes }))).toEqual([
    { name: "x_0001.csv", rows: 2, bytes: 6 },
    { name: "x_0002.csv", rows: 1, bytes: 4 },
  ]);
  expect(readFileSync(join(folder, "x_0001.csv"), "utf8")).toBe("h\n1\n2\n");
  expect(written[1]?.sha256).toBe(sha256(Buffer.from("h\n3\n")));
});

test("names say format, compression and part", () => {
  expect(partNames({ stem: "x", format: "csv", compress: "none" }, 1)).toEqual({ file: "x.csv", entry: "x.csv" });
  expect(partNames({ stem: "x", format: "json", compress: "zip" }, 1)).toEqual({ file: "x.zip", entry: "x.json" });
  expect(partNames({ stem: "x", format: "ndjson", compress: "gzip", split: { bytes: 9 } }, 12)).toEqual({
    file: "x_0012.ndjson.gz",
    entry: "x_0012.ndjson",
  });
});
