import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert, constantFrom, integer, property, string, tuple, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { loadErrors } from "../../runner/src/load/errors.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { caseFolder, projectWith, readCases, today } from "./load-cases.ts";

/** Valid and invalid documents of every kind, by the path at which they stand. */
const documents = [
  ...["datafeed.yaml", "connections.yaml", "extracts/granted.extract.yaml", "templates/Contacts.template.yaml"].map((path) => {
    return { path, text: readFileSync(join(caseFolder, "base", path), "utf8") };
  }),
  ...readCases().map(({ file }) => file),
];

const places = constantFrom(...new Set(documents.map(({ path }) => path)));
const codes = new Set(Object.keys(loadErrors));

/** DATAFEED_FUZZ=20 looks twenty times as long. */
const effort = Number(process.env["DATAFEED_FUZZ"] ?? 1);

/** Loads a project with one file replaced; each finding must have a known code and a place inside its file. */
function loadWith(path: string, text: string): void {
  const project = projectWith({ path, text });
  for (const { code, range, file } of loadProject(project, { today }).diagnostics) {
    expect(codes.has(code)).toBe(true);
    const source = [...project.files, project.connections].find((each) => each.path === file)?.text ?? "";
    if (range === undefined) continue;
    expect(range.start.line).toBeGreaterThan(0);
    expect(range.start.column).toBeGreaterThan(0);
    expect(range.end.offset).toBeGreaterThanOrEqual(range.start.offset);
    expect(range.end.offset).toBeLessThanOrEqual(source.length);
  }
}

test("random text gives findings and no exception", () => {
  assert(property(places, string({ unit: "binary", maxLength: 300 }), loadWith), { numRuns: 100 * effort });
});

test("random bytes give findings and no exception", () => {
  assert(
    property(places, uint8Array({ maxLength: 300 }), (path, bytes) => {
      loadWith(path, Buffer.from(bytes).toString("latin1"));
    }),
    { numRuns: 100 * effort },
  );
});

const words =
  "[ ] { } : - ? , & * ! | > % @ ` ' \" # ~ \t \n \0 \uFEFF --- ... <<: null true 0 -1 1e999 .nan .inf *a &a !!set 2026: __proto__: constructor 😀 $";
const snippets = constantFrom(...words.split(" "), "\n  ", ": ", "- ", "{env:A}");

test("a document with something cut out, put in or repeated gives findings and no exception", () => {
  const mutation = tuple(integer({ min: 0, max: 2000 }), integer({ min: 0, max: 40 }), snippets);
  assert(
    property(constantFrom(...documents), mutation, mutation, ({ path, text }, one, two) => {
      let mutated = text;
      for (const [at, length, snippet] of [one, two]) {
        const from = at % (mutated.length + 1);
        mutated = mutated.slice(0, from) + snippet + mutated.slice(from + length);
      }
      loadWith(path, mutated);
    }),
    { numRuns: 200 * effort },
  );
});

test("a document whose value has another shape gives findings and no exception", () => {
  const values = constantFrom(
    "null",
    "3",
    "x",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "{ a: 1 }",
    "true",
    '""',
    "[null]",
    "{ a: { b: [1] } }",
  );
  assert(
    property(constantFrom(...documents), integer({ min: 0, max: 200 }), values, ({ path, text }, at, value) => {
      const colons = [...text.matchAll(/: /g)].map((match) => match.index);
      const colon = colons[at % Math.max(1, colons.length)] ?? 0;
      const end = /[\n,}]/g;
      end.lastIndex = colon;
      const stop = end.exec(text)?.index ?? text.length;
      loadWith(path, `${text.slice(0, colon)}: ${value}${text.slice(stop)}`);
    }),
    { numRuns: 200 * effort },
  );
});
