import { Command, CommanderError } from "commander";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { version } from "../version.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { firstError, formatFailure, printFailure } from "./failure.ts";
import { isInterrupted, isOnlyLeft } from "./interrupt.ts";
import { watchStandardStreams } from "./standard-streams.ts";
import { type Verb, verbs } from "./verbs.ts";

const introduction = `Extracts as code: YAML in, files out.

Start with:
  $ datafeed quickstart            a sample warehouse and its first files
  $ datafeed validate              check the documents of this project
  $ datafeed run ixHelloExtract1   run one extract`;

/** Runs the command line and answers the exit code. Nothing below it ends the process. */
export async function runProgram(given: readonly string[]): Promise<ExitCode> {
  const argv = verbFirst(given);
  watchStandardStreams();
  let answer: ExitCode = exitCode.done;
  const json = wantsJson(argv);
  const program = new Command("datafeed")
    .description(introduction)
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .showHelpAfterError("(see: datafeed --help)")
    .configureOutput({
      // To programs the mistake is told below, as JSON; help that was asked for is text all the same.
      ...(json ? { writeErr: () => {} } : {}),
      outputError: (text, write) => write(formatFailure({ code: "usage", message: usageMessage(text) })),
    })
    .exitOverride();
  const wanted = argv.find((argument) => !argument.startsWith("-"));
  for (const verb of verbs)
    await addVerb(program, verb, wanted === verb.name || (wanted === "help" && argv.includes(verb.name)));
  try {
    await program.parseAsync(argv as string[], { from: "user" });
    answer = (process.exitCode as ExitCode | undefined) ?? exitCode.done;
  } catch (thrown) {
    const error = firstError(thrown);
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCode.done;
      return json ? printFailure(new DatafeedError("usage", usageMessage(error.message)), true) : exitCode.failed;
    }
    if (isInterrupted(error)) {
      if (!isOnlyLeft()) process.stderr.write("Cancelled.\n");
      return exitCode.cancelled;
    }
    answer = printFailure(error, json);
  }
  return answer;
}

/** `-C FOLDER` may stand in front of the verb, as with Git and make: it is put behind it. */
function verbFirst(argv: readonly string[]): readonly string[] {
  const front: string[] = [];
  let at = 0;
  for (; at < argv.length; at++) {
    const argument = argv[at] ?? "";
    if (/^(-C.+|--project=.*)$/.test(argument)) front.push(argument);
    else if (argument === "-C" || argument === "--project") front.push(argument, argv[++at] ?? "");
    else break;
  }
  const rest = argv.slice(at);
  const end = rest.includes("--") ? rest.indexOf("--") : rest.length;
  return [...rest.slice(0, end), ...front, ...rest.slice(end)];
}

/** Adds a verb; only the one that is used is loaded, the others need their summary for the list alone. */
async function addVerb(program: Command, verb: Verb, used: boolean): Promise<void> {
  const command = program.command(verb.name).summary(verb.summary).description(sentence(verb.summary));
  if (!used) return;
  const { configure } = await verb.load();
  configure(command);
  command.showHelpAfterError(`(see: datafeed ${verb.name} --help)`);
}

/** Whether `--format json` was said; commander has no answer when it is the command line that is wrong. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some((argument, at) => argument === "--format=json" || (argument === "json" && argv[at - 1] === "--format"));
}

/** What commander says of a command line, without its own beginning. */
function usageMessage(text: string): string {
  return text.replace(/^error: /, "").trimEnd();
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}
