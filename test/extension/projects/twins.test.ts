import { expect, test } from "vitest";
import { type Diagnostic, loadProject } from "../../../runner/src/language.ts";
import { withoutTwins } from "../../../vscode-extension/src/projects/twins.ts";

const text = `kind: Extract
name: a
colour: red
shared: perhaps
`;
const found = loadProject({ files: [{ path: "extracts/a.extract.yaml", text }] }, { today: "2026-11-21" }).diagnostics.filter(
  ({ file }) => file === "extracts/a.extract.yaml",
);

const byRedHat = [
  { source: "yaml-schema: Extract", message: 'Missing property "product".', line: 1 },
  { source: "yaml-schema: Extract", message: "Property colour is not allowed.", line: 3 },
  { source: "yaml-schema: Extract", message: 'Incorrect type. Expected "boolean".', line: 4 },
];

function codes(list: readonly Diagnostic[]): readonly string[] {
  return list.map(({ code, message }) => `${code} ${/`[^`]+`/.exec(message)?.[0]}`);
}

test("what the schema finds is said once", () => {
  expect(codes(found)).toEqual(
    expect.arrayContaining(["missing-key `product`", "missing-key `template`", "unknown-key `colour`", "wrong-type `perhaps`"]),
  );
  const left = codes(withoutTwins(found, byRedHat));
  expect(left).toContain("missing-key `template`");
  for (const gone of ["missing-key `product`", "unknown-key `colour`", "wrong-type `perhaps`"])
    expect(left).not.toContain(gone);
});

test("another extension's findings, and those about other lines, hide nothing", () => {
  const elsewhere = byRedHat.map((other) => ({ ...other, message: "Value is not accepted.", line: other.line + 20 }));
  expect(withoutTwins(found, elsewhere)).toEqual(found);
  expect(withoutTwins(found, [{ source: "cSpell", message: "colour: Unknown word.", line: 3 }])).toEqual(found);
});

test("a mistake of syntax is said once, and only the parser's words hide it", () => {
  const broken = loadProject(
    { files: [{ path: "extracts/b.extract.yaml", text: "kind: Extract\nname: [a\n" }] },
    { today: "2026-11-21" },
  );
  const syntax = broken.diagnostics.filter(({ code }) => code === "yaml-syntax");
  expect(syntax.length).toBeGreaterThan(0);
  const line = syntax[0]?.range?.start.line ?? 0;
  expect(withoutTwins(syntax, [{ source: "YAML", message: "Flow sequence must end with a ]", line }])).toEqual([]);
  expect(withoutTwins(syntax, [{ source: "yaml-schema: Extract", message: "Incorrect type.", line }])).toEqual(syntax);
});
