import { expect, test } from "vitest";
import { environmentOf, readInputs } from "../../action/inputs.mjs";

const given = {
  PATH: "/bin",
  WAREHOUSE_PASSWORD: "for connections",
  DATAFEED_INPUT_COMMAND: "run",
  DATAFEED_INPUT_GITHUB_TOKEN: "ghs_secret",
  DATAFEED_INPUT_TOKEN: "dfd_secret",
  DATAFEED_INPUT_SERVER: "https://datafeed.example.com",
};

test("Datafeed gets the environment without the action's tokens; the server's where a server does the work", () => {
  const kept = { PATH: "/bin", WAREHOUSE_PASSWORD: "for connections", NO_COLOR: "1" };
  expect(environmentOf(given, readInputs(given))).toEqual({ ...kept, DATAFEED_TOKEN: "dfd_secret" });
  const validate = { ...given, DATAFEED_INPUT_COMMAND: "validate" };
  expect(JSON.stringify(environmentOf(validate, readInputs(validate)))).not.toContain("secret");
  const here = { ...given, DATAFEED_INPUT_SERVER: "" };
  expect(JSON.stringify(environmentOf(here, readInputs(here)))).not.toContain("secret");
});

test("what an input can't be is said with what it is and what it may be", () => {
  const read = (more: object) => () => readInputs({ ...given, ...more });
  expect(read({ DATAFEED_INPUT_COMMAND: "rm -rf" })).toThrow('The input command is "rm -rf"; expected validate, plan,');
  expect(read({ DATAFEED_INPUT_ARTIFACT: "yes" })).toThrow('The input artifact is "yes"; expected auto, always, never.');
  expect(read({ DATAFEED_INPUT_COMMENT: "TRUE" })).toThrow("The input comment is");
  expect(read({ DATAFEED_INPUT_FAIL_ON: "info" })).toThrow("The input fail-on is");
});

test("columns stand one to a line, for their names may hold commas", () => {
  expect(readInputs({ ...given, DATAFEED_INPUT_FIELDS: "Contact ID\n  a, b \n\n" }).fields).toEqual(["Contact ID", "a, b"]);
});
