import { enableCompileCache } from "node:module";
import { version } from "../version.ts";

/** The entry of the command line. `--version` answers before anything is loaded. */
if (process.argv.length === 3 && (process.argv[2] === "--version" || process.argv[2] === "-V")) {
  console.log(version);
} else {
  // Compiled code is kept between runs: a third of the time of a short command.
  enableCompileCache();
  endWithLauncher();
  const { runProgram } = await import("./program.ts");
  process.exitCode = await runProgram(process.argv.slice(2));
}

/**
 * A launcher that an older Node.js runs starts this process and stays in front of it. People see and kill the launcher's process:
 * then this one ends, too, as if it had been killed.
 */
function endWithLauncher(): void {
  if (process.channel === undefined || process.env["DATAFEED_REEXEC"] === undefined) return;
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
  // A command that is done does not wait for the launcher.
  process.channel.unref();
}
