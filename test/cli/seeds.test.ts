import { afterAll, beforeAll, describe, expect, test } from "vitest";
import yauzl from "yauzl";
import { formatBytes } from "../../runner/src/commands/units.ts";
import { TestProject } from "./test-project.ts";

/** What the service that Datafeed replaces promised its users (docs/seeds.md), seen through the command line. */

let project: TestProject;
let header: readonly string[];
let rows: readonly (readonly string[])[];
let entry: string;
let zip: string;

beforeAll(async () => {
  project = (await TestProject.withSample()).inProcess();
  const { outcomes } = await project.json("run", "ixHelloExtract1");
  zip = outcomes[0].output.path;
  const unpacked = await onlyEntry(outcomes[0].output.file);
  entry = unpacked.name;
  [header = [], ...rows] = parse(unpacked.text);
});

afterAll(() => project[Symbol.dispose]());

describe("the extract of the seed", () => {
  test("is a ZIP that holds one CSV of its name (items 28, 40, 41)", () => {
    // The example's zone is Chicago: five hours behind UTC on both days.
    expect(zip).toBe("ixHelloExtract1_P_RunOnce_2026-03-17-05-00-00-000_2026-04-06-05-00-00-000_1.zip");
    expect(entry).toBe(zip.replace(/zip$/, "csv"));
  });

  test("has the 24 fields as columns, in the template's order, and a row for each record (items 43, 62)", () => {
    expect(header).toHaveLength(24);
    expect(header.slice(0, 6)).toEqual([
      ...["Contact ID", "Input Start Time UTC", "Input Start Time local", "Collect State", "Result", "Choice"],
    ]);
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(row).toHaveLength(24);
  });

  test("holds the rows of the window alone: its end is not part of it (items 35, 36)", () => {
    for (const start of column("Input Start Time UTC")) {
      expect(start >= "2026-03-17T05:00:00.000000Z" && start < "2026-04-06T05:00:00.000000Z").toBe(true);
    }
  });

  test("has each moment in UTC and in the extract's zone (item 64)", () => {
    const local = column("Input Start Time local");
    for (const [at, utc] of column("Input Start Time UTC").entries()) {
      expect(utc).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(local[at]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}-05:00$/);
      expect(Date.parse(local[at] ?? "")).toBe(Date.parse(utc));
    }
  });

  test("measures lengths in whole milliseconds (item 65)", () => {
    const start = column("Contact Start");
    const end = column("Contact End");
    for (const [at, length] of column("Duration(ms)").entries()) {
      if (length !== "")
        expect(Math.abs(Date.parse(end[at] ?? "") - Date.parse(start[at] ?? "") - Number(length))).toBeLessThan(2);
    }
  });

  test("shows *** in place of endpoints, recording and user, where there is one (items 67, 68)", () => {
    for (const name of ["User Endpoint", "System Endpoint", "Recording File", "User"]) {
      expect([...new Set(column(name))].filter((value) => value !== "")).toEqual(["***"]);
    }
  });
});

test("fields can be left out and ordered (items 52 to 54)", async () => {
  const file = project.read("extracts/ixHelloExtract1.extract.yaml");
  project.write("extracts/ixHelloExtract1.extract.yaml", file.replace("fields: all", "fields: [Choice, Contact ID]"));
  const { columns } = await project.json("preview", "ixHelloExtract1", "--rows", "1");
  expect(columns.map(({ name }: { name: string }) => name)).toEqual(["Choice", "Contact ID"]);
  project.write("extracts/ixHelloExtract1.extract.yaml", file);
});

test("a summary says all that was chosen, defaults included (item 57)", async () => {
  expect(await project.json("validate", "--explain", "ixHelloExtract1")).toMatchObject({
    name: "ixHelloExtract1",
    window: { start: "2026-03-17T00:00", end: "2026-04-06T00:00", timezone: "America/Chicago" },
    output: { compress: "zip" },
    shared: false,
    template: "InteractionDetails",
    fields: expect.objectContaining({ length: 24 }),
  });
});

test("sizes are shown as the grid shows them: a KB has 1024 bytes (item 21)", () => {
  expect([0, 793, 1024, 811_827, 1_048_576, 5_000_000_000].map(formatBytes)).toEqual([
    ...["0 bytes", "793 bytes", "1.00 KB", "793 KB", "1.00 MB", "4.66 GB"],
  ]);
});

function column(name: string): readonly string[] {
  const at = header.indexOf(name);
  return rows.map((row) => row[at] ?? "");
}

/** CSV by RFC 4180. */
function parse(text: string): string[][] {
  const records: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end !== ",") records.push([]);
  }
  return records.filter((record) => record.length > 1);
}

/** The one file in a ZIP. */
function onlyEntry(file: string): Promise<{ name: string; text: string }> {
  return new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true }, (error, opened) => {
      if (error) return reject(error);
      expect(opened.entryCount).toBe(1);
      opened.once("entry", (found: yauzl.Entry) => {
        opened.openReadStream(found, async (failure, stream) => {
          if (failure) return reject(failure);
          const pieces = await stream.toArray();
          resolve({ name: found.fileName, text: Buffer.concat(pieces).toString() });
        });
      });
      opened.readEntry();
    });
  });
}
