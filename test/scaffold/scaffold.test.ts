import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { type ExtractAnswers, newExtractText } from "../../runner/src/scaffold/new-extract.ts";
import { productId, type ScaffoldOptions, scaffoldProject } from "../../runner/src/scaffold/scaffold-project.ts";

const repositoryTemplates = readdirSync(join(import.meta.dirname, "../../templates"))
  .map((name) => name.replace(".template.yaml", ""))
  .toSorted();
const today = { today: "2026-11-20" };

function load(options: ScaffoldOptions, extra: readonly { path: string; text: string }[] = []) {
  const all = [...scaffoldProject(options), ...extra];
  const connections = all.find(({ path }) => path === "connections.yaml")!;
  const files = all.filter(({ path }) => path.endsWith(".yaml") && path !== "connections.yaml");
  return loadProject({ files, connections: { ...connections, trusted: false } }, today);
}

describe("a new project", () => {
  test("loads without a finding, with an extract to run", () => {
    const project = load({ name: "IXHello - Employee", organization: "Acme", user: "amy" });
    expect(project.diagnostics).toEqual([]);
    expect(project.extracts.get("contacts-april")).toMatchObject({ owner: "amy", product: { id: "ixhello-employee" } });
    expect(project.extracts.get("bot-conversations-day")).toMatchObject({ owner: "amy", output: { format: "json" } });
    expect([...project.templates.keys()].toSorted()).toEqual(repositoryTemplates);
  });

  test("names every file that its documents point editors to", () => {
    const files = scaffoldProject({ name: "P", organization: "O", user: "u" });
    const paths = new Set(files.map(({ path }) => path));
    for (const { path, text } of files.filter((file) => file.path.endsWith(".yaml"))) {
      const schema = /^# yaml-language-server: \$schema=(\S+)/.exec(text)?.[1];
      expect(paths, path).toContain(new URL(schema!, `file:///${path}`).pathname.slice(1));
    }
  });

  test("loads whatever its product, organisation and user are called", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
    const user = fc.oneof(
      fc.constantFrom("on", "null", "1e3", "2026-03-17", "0x1f", "yes"),
      fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/),
    );
    fc.assert(
      fc.property(name, name, user, (product, organization, owner) => {
        const project = load({ name: product, organization, user: owner });
        expect(project.diagnostics).toEqual([]);
        expect(project.project!.value).toMatchObject({ organization, users: { [owner]: { role: "admin" } } });
        expect(project.project!.value.products[productId(product)]!.name).toBe(product);
      }),
      { numRuns: 60, examples: [["\u00c0\u2000", " ", "a"]] },
    );
  });
});

describe("a new extract", () => {
  const answers: ExtractAnswers = { name: "mine", product: "p", owner: "u", template: "ContactDetails" };

  test("reads back as it was answered, in YAML 1.1 and 1.2", () => {
    const full: ExtractAnswers = {
      ...answers,
      shared: true,
      fields: ["Contact ID", { field: "Channel", as: "on" }, { field: "Service", as: "2026-03-17" }],
      filter: { all: [{ Channel: { in: ["yes", "0o7", "12:30", "~"] } }, { any: [{ "Duration(ms)": { gte: 1000 } }] }] },
      schedule: { every: "week", day: "monday", at: "06:00", start: "2026-11-02", lag: "30m" },
      output: { format: "csv", delimiter: "\t" },
    };
    const text = newExtractText(full);
    expect(parse(text)).toEqual({ kind: "Extract", ...full });
    expect(parse(text, { version: "1.1" })).toEqual({ kind: "Extract", ...full });
  });

  test.each<[string, Partial<ExtractAnswers>]>([
    ["with a window", { window: { start: "2026-03-17T00:00", end: "2026-04-06T00:00", timezone: "America/Chicago" } }],
    ["with a schedule", { schedule: { every: "month", day: 31, at: "04:30" } }],
    ["with neither", {}],
  ])("%s is sound", (_name, rest) => {
    const options = { name: "p", organization: "o", user: "u" };
    const path = "extracts/mine.extract.yaml";
    const project = load(options, [{ path, text: newExtractText({ ...answers, ...rest }) }]);
    expect(project.diagnostics).toEqual([]);
    expect(project.extracts.has("mine")).toBe(true);
  });
});
