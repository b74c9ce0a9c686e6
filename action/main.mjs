// The step of action.yml. Runs on the Node.js of the runner (20 or newer); Datafeed brings its own.

import { comment } from "./comment.mjs";
import { describe } from "./failure.mjs";
import { readInputs } from "./inputs.mjs";
import { plan } from "./plan.mjs";
import { run } from "./run.mjs";
import { test } from "./test.mjs";
import { validate } from "./validate.mjs";
import { annotate, mask, setOutput } from "./workflow-commands.mjs";

const commands = { validate, plan, comment, test, run, dispatch: run };

try {
  const inputs = readInputs(process.env);
  for (const secret of [inputs.token, inputs.githubToken]) mask(secret);
  const code = await commands[inputs.command](inputs);
  setOutput("exit-code", String(code));
  process.exitCode = code;
} catch (error) {
  annotate("error", "datafeed", describe(error));
  setOutput("exit-code", "2");
  process.exitCode = 1;
}
