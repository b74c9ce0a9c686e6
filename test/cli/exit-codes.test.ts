import { expect, test } from "vitest";
import { datafeed, expectFailure } from "./command-line.ts";
import { TestProject } from "./test-project.ts";

test("what nobody foresaw ends with 2, without a stack trace, and says how to report it", async () => {
  const breaks = "Date.prototype.toISOString = () => { throw new TypeError('the clock is broken'); };";
  const preload = `--import=data:text/javascript,${encodeURIComponent(breaks)}`;
  using project = TestProject.withDocuments();
  const surroundings = { ...project.surroundings, env: { NODE_OPTIONS: preload } };
  const answer = await datafeed(["validate"], surroundings);
  expectFailure(answer, "unexpected", 2);
  expect(answer.stderr).toContain("DATAFEED_DEBUG=1");
  const json = await datafeed(["validate", "--format", "json"], surroundings);
  expect({ code: json.code, stderr: json.stderr }).toEqual({ code: 2, stderr: "" });
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: "unexpected" } });
  const debug = await datafeed(["validate"], { ...surroundings, env: { NODE_OPTIONS: preload, DATAFEED_DEBUG: "1" } });
  expect(debug.stderr).toMatch(/^\s+at .+/m);
});
