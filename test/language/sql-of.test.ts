import { expect, test } from "vitest";
import { sqlOf } from "../../runner/src/language/sql-of.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { extractText, projectWith } from "../load/load-cases.ts";
import { exampleProject, now, today } from "./example.ts";

test("an extract's query is for its own window, in the dialect of its warehouse", () => {
  const found = sqlOf(exampleProject(), "long-conversations", now)!;
  expect(found).toMatchObject({ dialect: "duckdb", kind: "RunOnce", exampleWindow: false });
  expect(found.window.start).toBe("2026-03-01T06:00:00.000Z");
  expect(found.text).toContain("-- long-conversations: RunOnce, from 2026-03-01T06:00:00.000Z");
  expect(found.text).toContain(`${found.sql};`);
  expect(found.text).toContain('= "Web-Chat" (');
});

test("a scheduled one takes its last closed window, a dispatched one the last whole day as an example", () => {
  const project = exampleProject();
  expect(sqlOf(project, "intents-nightly", now)?.window.end).toBe("2026-11-21T06:00:00.000Z");
  const dispatched = sqlOf(project, "on-request", now)!;
  expect(dispatched).toMatchObject({ kind: "Adhoc", exampleWindow: true });
  expect(dispatched.window).toMatchObject({ start: "2026-11-20T06:00:00.000Z", end: "2026-11-21T06:00:00.000Z" });
});

test("another dialect can be asked for", () => {
  const project = exampleProject();
  expect(sqlOf(project, "on-request", now, "redshift")?.text).toContain("(America/Chicago), redshift\n");
});

test("what is compared with personal data is hidden", () => {
  const project = loadProject(projectWith(), { today });
  const found = sqlOf(project, "granted", now)!;
  expect(JSON.stringify(found)).not.toContain("1555");
  expect(found.parameters.find(({ pii }) => pii)?.value).toBe("(hidden)");
  expect(found.text).toContain('"(hidden)"');
});

test("there is none of an extract with errors, and of one whose warehouse nobody knows", () => {
  const broken = { path: "extracts/case.extract.yaml", text: extractText("fields: [Nope]") };
  expect(sqlOf(loadProject(projectWith(broken), { today }), "case", now)).toBeUndefined();
  expect(sqlOf(exampleProject(), "no such extract", now)).toBeUndefined();
  const { files } = projectWith();
  const unconnected = loadProject({ files }, { today });
  expect(sqlOf(unconnected, "granted", now)).toBeUndefined();
  expect(sqlOf(unconnected, "granted", now, "postgres")?.dialect).toBe("postgres");
});
