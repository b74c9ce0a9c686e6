// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the stops of snippets
import { describe, expect, test } from "vitest";
import { chosen, completionsIn, labelsIn } from "./completing.ts";

describe("an empty file", () => {
  test.each<[path: string, labels: string]>([
    ["extracts/a.extract.yaml", "Extract of one window, Extract on a schedule, Extract on request"],
    ["extracts/a.schedule.yaml", "Schedule"],
    ["templates/a.template.yaml", "Template over a table"],
    ["datafeed.yaml", "Project"],
    ["connections.yaml", "Connections"],
  ])("%s offers a whole document", (path, labels) => {
    const snippets = completionsIn("|", path).filter(({ kind }) => kind === "snippet");
    expect(snippets.map(({ label }) => label).join(", ")).toBe(labels);
    expect(snippets.every(({ snippet }) => snippet)).toBe(true);
    expect(labelsIn("# a comment\n|", path)).toBe(labelsIn("|", path));
    expect(labelsIn("|", path)).toContain("kind");
  });

  test("names and choices are the project's", () => {
    const text = chosen("|", "Extract of one window", "extracts/web-chat.extract.yaml");
    expect(text).toContain("name: ${1:web-chat}\n");
    expect(text).toContain("product: ${2|retail,wholesale|}\n");
    expect(text).toContain("owner: ${3|dana,amy|}\n");
    expect(text).toContain('window: { start: "${5:2026-10-01}", end: "${6:2026-11-01}" }');
  });
});
