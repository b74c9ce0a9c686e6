import { expect, test } from "vitest";
import { loadProject } from "../../runner/src/load/load-project.ts";

const extract = (fields: string) => `kind: Extract
name: many
product: p
owner: o
template: T
fields: [${fields}]
window: { start: 2026-01-01, end: 2026-01-02 }
`;

test("findings beyond the limit are warnings when none of them is an error", () => {
  const text = Array.from({ length: 60 }, (_, i) => extract("A").replace("many", `many ${i}`)).join("---\n");
  const { diagnostics } = loadProject({ files: [{ path: "extracts/many.extract.yaml", text }] }, { today: "2026-01-01" });
  const cut = diagnostics.filter(({ code }) => code === "too-many-findings");
  expect(cut.map(({ severity }) => severity)).toEqual(["warning"]);
});
