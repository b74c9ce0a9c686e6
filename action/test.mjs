import { datafeed, projectOptions } from "./cli.mjs";
import { tell } from "./validate.mjs";

/** Runs the tests of the configuration: each that fails is an annotation. */
export async function test(inputs) {
  const { code, stdout } = await datafeed(inputs, ["test", "--format=github", ...projectOptions(inputs)]);
  return tell(inputs, { code, stdout, title: "Datafeed: tests", none: "No test failed." });
}
