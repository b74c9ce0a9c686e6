import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileName, outputName, parseOutputName } from "../../runner/src/compile/naming.ts";
import { outputPath } from "../../runner/src/compile/output-path.ts";
import { immediateWindow } from "../../runner/src/schedule/immediate-window.ts";
import type { RunKind } from "../../runner/src/schedule/window.ts";
import { resolvedExtract } from "./extracts.ts";

const { output } = resolvedExtract({
  template: {
    kind: "Template",
    name: "T",
    source: { table: "t" },
    time: { field: "a" },
    key: ["a"],
    fields: { a: { column: "a" } },
  },
});

const plan = {
  extract: "ixHelloExtract1",
  product: "ixhello-employee",
  template: "InteractionDetails",
  shared: false,
  kind: "RunOnce" as RunKind,
  window: immediateWindow({ start: "2026-03-17T00:00", end: "2026-04-06T00:00" }, "America/Los_Angeles"),
  output,
};
const seedName = "ixHelloExtract1_P_RunOnce_2026-03-17-07-00-00-000_2026-04-06-07-00-00-000_1";

describe("the name of an output", () => {
  it("is the seed's own (SEEDS 28)", () => {
    expect(outputName(plan, 1)).toBe(seedName);
  });

  it("has the extension of its format and compression", () => {
    const extension = (format: typeof output.format, compress: typeof output.compress) =>
      fileName({ ...plan, output: { ...output, format, compress } }, 1).slice(seedName.length);
    expect([extension("csv", "zip"), extension("ndjson", "gzip"), extension("parquet", "none")]).toEqual([
      ".zip",
      ".ndjson.gz",
      ".parquet",
    ]);
  });

  it("is read with the number of a part", () => {
    expect(parseOutputName(`${seedName}_0007.csv`)).toMatchObject({ extract: plan.extract, sequence: 1, part: 7 });
  });

  it("is refused when no file system holds it", () => {
    expect(() => outputName({ ...plan, extract: "x".repeat(200) }, 1)).toThrowError(
      expect.objectContaining({ code: "compile-name-too-long" }),
    );
    expect(() => outputName({ ...plan, kind: "Transition", extract: "x".repeat(100) }, 2 ** 40)).not.toThrow();
  });

  it("is read from the right, whatever the extract is called (SEEDS 29)", () => {
    const names = fc
      .array(fc.constantFrom(..."aZ09 _-", "_P_RunOnce_", "_1"), { minLength: 1, maxLength: 20 })
      .map((parts) => parts.join(""))
      .filter((name) => name.length <= 100);
    const kinds = fc.constantFrom("RunOnce", "Daily", "Weekly", "Monthly", "Cron", "Transition", "Adhoc");
    const instants = fc
      .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString());
    fc.assert(
      fc.property(names, fc.boolean(), kinds, instants, instants, fc.nat(), (extract, shared, kind, start, end, sequence) => {
        const given = { extract, shared, kind: kind as RunKind, window: { start, end, timezone: "UTC" }, output };
        const expected = { extract, shared, kind, start, end, sequence };
        expect(parseOutputName(outputName(given, sequence))).toEqual(expected);
        expect(parseOutputName(fileName(given, sequence))).toEqual(expected);
      }),
    );
  });

  it.each([
    "notes.csv",
    seedName.replace("2026-03-17", "2026-02-30"),
    seedName.replace("RunOnce", "Sometimes"),
    `${seedName}.exe`,
  ])("is not %s", (name) => {
    expect(parseOutputName(name)).toBeUndefined();
  });
});

describe("the path of an output", () => {
  const path = (template: string) => outputPath({ ...plan, output: { ...output, path: template } }, 1);

  it("is the file's name without a template", () => {
    expect(outputPath(plan, 1)).toBe(`${seedName}.zip`);
  });

  it("has the date of the window's start in its zone", () => {
    const window = immediateWindow({ start: "2026-01-01T00:00", end: "2026-01-02T00:00" }, "Asia/Tokyo");
    const given = { ...plan, window, output: { ...output, path: "{product}/{template}/{year}/{month}-{day}/{extract}" } };
    expect(outputPath(given, 1)).toMatch(
      /^ixhello-employee\/InteractionDetails\/2026\/01-01\/ixHelloExtract1\/ixHelloExtract1_P_/,
    );
  });

  it.each(["../x", "a/../b", "/etc", "a//b", "a\\b", "{nothing}", "{constructor}", "a/./b", "C:/x", "nul", "x.", "a/b\0", "{"])(
    "%s is refused",
    (template) => {
      expect(() => path(template)).toThrowError(expect.objectContaining({ code: "compile-path" }));
    },
  );
});
