import { enableCompileCache } from "node:module";
import { version } from "../version.ts";

/** The entry of the command line. `--version` answers before anything is loaded. */
if (process.argv.length === 3 && (process.argv[2] === "--version" || process.argv[2] === "-V")) {
  console.log(version);
} else {
  // Compiled code is kept between runs: a third of the time of a short command.
  enableCompileCache();
  const { runProgram } = await import("./program.ts");
  process.exitCode = await runProgram(process.argv.slice(2));
}
