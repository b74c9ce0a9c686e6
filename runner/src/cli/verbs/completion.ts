import { Argument, type Command, Option } from "commander";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { wholeNumber, withExamples } from "../common-options.ts";
import { offersFor } from "../completion/offers.ts";
import { projectNames } from "../completion/project-names.ts";
import { completionScript, type Shell, shells } from "../completion/shells.ts";

interface CompletionOptions {
  readonly words?: number;
}

export function configure(command: Command): void {
  command
    .addArgument(new Argument("[shell]", "bash, zsh or fish").argOptional())
    .argument("[words...]")
    .addOption(new Option("--words <position>", "asked by the script at each Tab").argParser(wholeNumber(0)).hideHelp())
    .usage("<shell>")
    .configureHelp({ visibleArguments: (each) => each.registeredArguments.filter((argument) => argument.name() === "shell") })
    .action(completion);
  withExamples(command, [
    ["datafeed completion fish > ~/.config/fish/completions/datafeed.fish", "fish, for good"],
    ["source <(datafeed completion bash)", "for this bash; in ~/.bashrc for each"],
    ["source <(datafeed completion zsh)", "behind compinit, in ~/.zshrc"],
  ]);
}

async function completion(first: string | undefined, others: readonly string[], options: CompletionOptions): Promise<void> {
  if (options.words !== undefined) {
    await answer([...(first === undefined ? [] : [first]), ...others], options.words);
    return;
  }
  const shell = shells.find((each) => each === first);
  if (shell === undefined || others.length > 0) {
    const message = first === undefined ? "Which shell?" : `There is no completion for ${JSON.stringify(first)}.`;
    throw new DatafeedError("usage", message, { hint: `One of ${shells.join(", ")}: datafeed completion bash` });
  }
  print(shell);
}

function print(shell: Shell): void {
  process.stdout.write(completionScript(shell));
}

/** @param position Of the word that is being typed, counted from 1; words behind it do not matter. */
async function answer(words: readonly string[], position: number): Promise<void> {
  const before = words.slice(0, position).map(unquoted);
  while (before.length < position) before.push("");
  const { offers, files } = await offersFor(before, projectNames(projectSaid(before)));
  for (const { text, what } of offers) process.stdout.write(`${text}\t${what}\n`);
  process.stdout.write(files ? ":files\n" : ":none\n");
}

function projectSaid(words: readonly string[]): string {
  const at = words.findIndex((word) => word === "-C" || word === "--project");
  return (at === -1 ? undefined : words[at + 1]) ?? process.env["DATAFEED_PROJECT"] ?? ".";
}

/** As the person means it: bash hands over what was typed, with backslashes and an open quotation mark. */
function unquoted(word: string): string {
  return /^["']/.test(word) ? word.slice(1).replace(/["']$/, "") : word.replaceAll(/\\(.)/g, "$1");
}
