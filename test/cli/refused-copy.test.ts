import { expect, test } from "vitest";
import { TestProject } from "./test-project.ts";

test("a copy that is refused stands in the one answer, beside what was published", async () => {
  using project = await TestProject.withSample();
  const json = await project.run("run", "contacts-parquet", "--out", "nowhere/at-all", "--format", "json");
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    outcomes: [{ extract: "contacts-parquet", state: "published" }],
    copies: [],
    error: { code: "download-refused" },
  });
  const text = await project.run("run", "contacts-parquet", "--out", "nowhere/at-all");
  expect(text.code).toBe(1);
  expect(text.stderr).toContain("download-refused");
});
