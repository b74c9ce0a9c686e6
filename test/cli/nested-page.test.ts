import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { TestProject } from "./test-project.ts";

type Json = Readonly<Record<string, unknown>>;

/** What the page shows beside its pieces: of which extract, and the records or keys that come out. */
interface Shown {
  readonly extract: string;
  readonly json: string;
}

const page = readFileSync(join(import.meta.dirname, "../../docs/nested-json.md"), "utf8");
const documents = new Map<string, Json & { fields?: Json }>();
const shown: Shown[] = [];
let project: TestProject;

/** The page from top to bottom: a document of its own, a piece of the template before it, or what comes out. */
function readPage(): void {
  let template = "";
  let extract = "";
  for (const [, language, text = ""] of page.matchAll(/^```(yaml|json)\n(.*?)^```$/gms)) {
    if (language === "json") {
      shown.push({ extract, json: text });
      continue;
    }
    const piece = parse(text) as Json;
    if (piece["kind"] === undefined) {
      const whole = documents.get(template);
      documents.set(template, { ...whole, fields: { ...whole?.fields, ...piece } });
      continue;
    }
    const path =
      piece["kind"] === "Template" ? `templates/${piece["name"]}.template.yaml` : `extracts/${piece["name"]}.extract.yaml`;
    documents.set(path, piece);
    if (piece["kind"] === "Template") template = path;
    else extract = String(piece["name"]);
  }
}

beforeAll(async () => {
  readPage();
  project = (await TestProject.withSample()).inProcess();
  for (const [path, document] of documents) project.write(path, stringify(document));
});

test("each piece of the page gives the JSON that stands beside it", async () => {
  const records = new Map<string, readonly Json[]>();
  for (const { extract } of shown) {
    if (records.has(extract)) continue;
    const { outcomes } = await project.json("run", extract);
    records.set(extract, JSON.parse(project.read(`out/${outcomes[0].output.path}`)));
  }
  let id: unknown;
  for (const { extract, json } of shown) {
    const expected = JSON.parse(json) as Json | readonly Json[];
    const [first] = [expected].flat();
    id = first?.["id"] ?? id;
    const found = (records.get(extract) ?? []).filter((record) => record["id"] === id);
    const [one] = found;
    const picked = Array.isArray(expected) ? found : Object.fromEntries(Object.keys(expected).map((key) => [key, one?.[key]]));
    // As text: the order of keys counts, too.
    expect(JSON.stringify(picked)).toBe(JSON.stringify(expected));
  }
  expect(shown).toHaveLength(page.split("```json").length - 1);
});

test("the page shows every key that nested JSON has", () => {
  const text = [...documents.values()].map((document) => JSON.stringify(document)).join();
  for (const key of ["object", "when", "nested", "value", "fields", "entries", "optional", "jsonAs", "nullable", "hidden"]) {
    expect(text).toContain(`"${key}":`);
  }
  for (const key of ["parameters", "dedupe", "redshift"]) expect(text).toContain(`"${key}":`);
});
