import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectFailure } from "./command-line.ts";
import { TestProject } from "./test-project.ts";

let project: TestProject;
beforeAll(async () => {
  project = (await TestProject.withSample()).inProcess();
});
afterAll(() => project[Symbol.dispose]());

test("run with fewer columns in another format is ad hoc, and the ledger keeps what was asked for", async () => {
  const answer = await project.json("run", "ixHelloExtract1", "--fields", "Contact ID", "Channel", "--file-format", "ndjson");
  const [{ output, personalData }] = answer.outcomes;
  expect(personalData).toEqual([]);
  expect(output).toMatchObject({ kind: "Adhoc", format: "ndjson" });
  const rows = readFileSync(output.file, "utf8").trimEnd().split("\n");
  expect(rows).toHaveLength(output.rows);
  expect(Object.keys(JSON.parse(rows[0] ?? ""))).toEqual(["Contact ID", "Channel"]);
  const manifest = JSON.parse(readFileSync(`${output.file}.manifest`, "utf8"));
  expect(manifest.columns.map(({ name }: { name: string }) => name)).toEqual(["Contact ID", "Channel"]);
  // Whoever took the run up after a crash would have made the same plan.
  expect(await project.lastRun()).toMatchObject({ kind: "Adhoc", planHash: manifest.planHash });
  const again = await project.json("reproduce", output.id);
  expect(JSON.stringify(again)).toContain(output.contentSha256);
});

test("run says which columns of the file show personal data in the clear", async () => {
  const { outcomes } = await project.json("run", "intents-not-matched");
  expect(outcomes).toMatchObject([{ state: "published", personalData: ["Utterance"] }]);
});

test("run refuses columns that the extract does not have, and formats that there are not", async () => {
  const before = project.files().length;
  const answer = await project.run("run", "ixHelloExtract1", "--fields", "Contact ID", "Password");
  expectFailure(answer, "narrowing-refused");
  expect((await project.run("run", "ixHelloExtract1", "--file-format", "xlsx")).code).toBe(1);
  expect(project.files()).toHaveLength(before);
});
