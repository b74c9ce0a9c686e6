import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { DocumentChange, PlanReport } from "../../../runner/src/review/plan-report.ts";
import { commentLimit, planMarkdown, planMarker } from "../../../runner/src/review/render/plan-markdown.ts";
import commonSchema from "../../../schemas/common.schema.json" with { type: "json" };
import planSchema from "../../../schemas/plan.schema.json" with { type: "json" };
import { hostileReport } from "./hostile.ts";
import { readMarkdown } from "./read-markdown.ts";

function reportOf(documents: readonly DocumentChange[], more: Partial<PlanReport> = {}): PlanReport {
  return {
    version: 1,
    base: { name: "main", commit: "1".repeat(40) },
    head: { name: "working tree", commit: "2".repeat(40), dirty: true },
    at: "2026-11-21T19:00:00.000Z",
    policy: { values: [], remarks: [], loosens: false },
    documents,
    unchanged: 0,
    findings: [],
    diagnostics: [],
    ...more,
  };
}

function changed(name: string, more: Partial<DocumentChange> = {}): DocumentChange {
  return { kind: "Extract", name, change: "changed", file: `extracts/${name}.extract.yaml`, because: [], ...more };
}

function numbered<Item>(count: number, make: (number: number) => Item): readonly Item[] {
  return Array.from({ length: count }, (_none, at) => make(at + 1));
}

const sqlOf = (lines: number) => [
  {
    warehouse: "main",
    dialect: "postgres" as const,
    dialectKnown: true,
    diff: numbered(lines, (n) => `+line ${n}`).join("\n"),
  },
];

const exposure = {
  column: "Phone",
  field: "Phone",
  pii: "phone",
  from: ["reporting.contacts.phone"],
  how: "new-column" as const,
  why: "`Phone` shows the value",
  readers: "everybody in Acme",
  byOwnPolicy: false,
};

describe("what there is no room for", () => {
  test("documents are left out whole, the least important first, and said", () => {
    const report = reportOf([
      ...numbered(300, (n) => changed(`affected-${n}`, { change: "affected", sql: sqlOf(40) })),
      changed("exposed", { change: "affected", exposures: [exposure] }),
    ]);
    const text = planMarkdown(report);
    expect(text.length).toBeLessThanOrEqual(commentLimit);
    const blocks = readMarkdown(text);
    const [opened, closed] = ["open", "close"].map((type) => blocks.filter((block) => block.type === type).length);
    expect(opened).toBe(closed);
    expect(opened).toBeGreaterThan(50);
    expect(text).toMatch(
      new RegExp(`There is no room here for ${301 - opened!} more documents \\(.*\\): \`datafeed plan\` shows them`),
    );
    expect(text.indexOf("<code>exposed</code>")).toBeLessThan(text.indexOf("<code>affected-1</code>"));
  });

  test("of a document that is too long by itself only its SQL is left out", () => {
    const text = planMarkdown(reportOf([changed("long", { sql: sqlOf(20_000) }), changed("short", { sql: sqlOf(3) })]));
    expect(text).toContain("**SQL** for the warehouse `main`, postgres: 20,000 lines, left out here");
    expect(text).toContain("+line 3\n");
  });

  test.each([
    [500, 500],
    [5_000, 5_000],
  ])("%d findings and %d exposures are counted, and shortened before any is left out", (findings, exposures) => {
    const report = reportOf(
      numbered(exposures, (n) => changed(`extract-${n}`, { exposures: [exposure] })),
      {
        findings: numbered(findings, (n) => ({
          code: "plan-exposure",
          severity: n % 2 === 0 ? ("error" as const) : ("warning" as const),
          message: `Something is to be said of \`extract-${n}\`, at some length and with its reasons.`,
          document: { kind: "Extract" as const, name: `extract-${n}` },
        })),
      },
    );
    const text = planMarkdown(report);
    expect(text.length).toBeLessThanOrEqual(commentLimit);
    const half = (findings / 2).toLocaleString("en-US");
    expect(text).toContain(`| ✖ | ${half} errors |`);
    expect(text).toContain(`| ! | ${half} warnings |`);
    expect(text).toContain(`| ! | ${exposures.toLocaleString("en-US")} exposures of personal data |`);
    const shown = text.match(/^- ✖ .*plan-exposure/gm)?.length ?? 0;
    const left = Number(/… and ([\d,]+) more of [\d,]+ findings/.exec(text)?.[1]?.replaceAll(",", "") ?? "0");
    const warnings = text.match(/^- ! `extract-\d+` ?:? `plan-exposure`/gm)?.length ?? 0;
    expect(shown + warnings + left).toBe(findings);
    // Errors go first.
    if (left > findings / 2) expect(warnings).toBe(0);
  });

  test("what the change asks for itself is counted, too", () => {
    const remarks = numbered(5_000, (n) => `adds a grant: \`Phone\` of \`Template ${n}\` in the clear until 2036-12-31`);
    const values = numbered(5_000, (n) => ({ path: ["grants", n], head: "{ template: Contacts, fields: [ Phone ] }" }));
    const text = planMarkdown(reportOf([changed("one")], { policy: { values, remarks, loosens: true } }));
    expect(text.length).toBeLessThanOrEqual(commentLimit);
    const shown = text.match(/^- adds a grant/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(50);
    expect(text).toContain(`… and ${(5_000 - shown).toLocaleString("en-US")} more of 5,000 remarks`);
    expect(text).toContain("<code>one</code>");
  });

  test("names that are as long as can be leave room for findings", () => {
    const long = "|\\".repeat(200);
    const kinds = ["Extract", "Template", "Schedule"] as const;
    const changes = ["created", "changed", "removed", "renamed", "affected"] as const;
    const documents = kinds.flatMap((kind) =>
      changes.flatMap((change) => numbered(20, (n) => ({ ...changed(`${n}${long}`, { change, unsound: "head" }), kind }))),
    );
    const findings = [{ code: "plan-x", severity: "error" as const, message: "What must be read." }];
    const text = planMarkdown(reportOf(documents, { findings }));
    expect(text.length).toBeLessThanOrEqual(commentLimit);
    expect(text).toContain("- ✖ What must be read. `plan-x`");
  });

  test("two thousand documents take no longer than what fits", () => {
    const report = reportOf(numbered(2_000, (n) => changed(`e-${n}`, { sql: sqlOf(30) })));
    // Of the processor's time: others may need it as well.
    const begun = process.cpuUsage();
    const text = planMarkdown(report);
    expect(process.cpuUsage(begun).user).toBeLessThan(2_000_000);
    expect(text.length).toBeLessThanOrEqual(commentLimit);
  });

  test("a small limit is kept as far as the summary allows", () => {
    const text = planMarkdown(reportOf(numbered(50, (n) => changed(`e-${n}`))), { limit: 5_000 });
    expect(text.length).toBeLessThanOrEqual(5_000);
    expect(text).toMatch(/There is no room here for \d+ more documents/);
  });
});

test("where the comment says that more is to be read", () => {
  const text = planMarkdown(reportOf(numbered(50, (n) => changed(`e-${n}`))), {
    limit: 3_000,
    rest: "the job's summary shows",
  });
  expect(text).toMatch(/: the job's summary shows them\.$/);
});

describe("the marker", () => {
  test("tells the comments of several projects apart, and can't be ended by a name", () => {
    expect(planMarker()).toBe("<!-- datafeed-plan -->");
    expect(planMarker("feeds/care")).toBe("<!-- datafeed-plan feeds%2Fcare -->");
    expect(planMarker("--> <b>")).toBe("<!-- datafeed-plan %2D%2D%3E%20%3Cb%3E -->");
  });

  test("is the first line", () => {
    expect(planMarkdown(reportOf([]), { key: "care" }).split("\n")[0]).toBe("<!-- datafeed-plan care -->");
  });
});

test("what it is made of fits the schema of plans", () => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, keywords: ["patternText"] });
  const isPlan = ajv.addSchema(commonSchema).compile(planSchema);
  const { documents, ...rest } = hostileReport(() => "name");
  const volume = { basis: "counted", base: { rows: 1 }, head: { rows: 2, bytes: 3 } } as const;
  const report = { ...rest, documents: documents.map((document) => ({ ...document, volume })) };
  expect(isPlan(report) ? [] : isPlan.errors).toEqual([]);
  expect(isPlan({ ...report, rows: [["a row"]] })).toBe(false);
  expect(isPlan({ ...report, documents: [{ ...documents[0], sample: "a row" }] })).toBe(false);
});

test("no change is said in one line", () => {
  expect(planMarkdown(reportOf([], { unchanged: 12 }))).toMatch(/^Nothing changes: 12 documents as before\.$/m);
});
