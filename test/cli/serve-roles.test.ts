import { Command } from "commander";
import { expect, test } from "vitest";
import { configure } from "../../runner/src/cli/verbs/serve.ts";

test.each([
  ["none", [], ["scheduler", "worker", "feeds", "api"]],
  ["by commas", ["--role", "worker, api"], ["worker", "api"]],
  ["one by one", ["--role", "worker", "--role", "feeds,worker"], ["worker", "feeds"]],
])("the roles of a runner: %s", (_how, args, roles) => {
  const command = new Command();
  configure(command);
  command.action(() => {}).parse(args, { from: "user" });
  expect(command.opts()).toMatchObject({ role: roles });
});
