import { Command } from "commander";
import { type Verb, verbs } from "../runner/src/cli/verbs.ts";

const banner = "<!-- Generated from runner/src/cli/verbs by `npm run generate`. Do not edit. -->";

const introduction = `# Command line

\`datafeed VERB --help\` says the same. \`--format json\` answers programs with one JSON value on stdout; progress and notes go to
stderr. \`-C FOLDER\` may stand before the verb, too.

| exit code | means |
|---|---|
| 0 | done |
| 1 | a mistake of the user's, or a run that failed |
| 2 | unexpected |
| 130 | cancelled by Ctrl-C |

With \`--server URL\` (or \`DATAFEED_SERVER\`) and a token in \`DATAFEED_TOKEN\` or a file (\`--token-file\`) the verbs that have
these options speak to a daemon. A token is never an option's value: every user of a machine can read those.`;

/** docs/reference/cli.md: every verb with its arguments, options and examples. */
export async function cliPage(): Promise<string> {
  const sections = await Promise.all(verbs.map(section));
  const list = verbs.map(({ name, summary }) => `| [${name}](#${name}) | ${summary} |`);
  return [banner, introduction, ["| verb | does |", "|---|---|", ...list].join("\n"), ...sections, ""].join("\n\n");
}

async function section({ name, summary, load }: Verb): Promise<string> {
  const command = new Command(name).helpOption("-h, --help", "print help");
  (await load()).configure(command);
  const own = command.commands.filter((each) => each.name() !== "help");
  const helps = [command, ...own].map(
    (each) => `\`\`\`\n${helpOf(each, each === command ? name : `${name} ${each.name()}`)}\n\`\`\``,
  );
  return [`## ${name}`, `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`, ...helps].join("\n\n");
}

/** As a terminal of 120 columns shows it, examples included. */
function helpOf(command: Command, name: string): string {
  let text = "";
  command
    .configureOutput({ writeOut: (piece) => (text += piece), getOutHelpWidth: () => 120 })
    .configureHelp({ commandUsage: (each) => `datafeed ${name} ${each.usage()}`.trim() })
    .outputHelp();
  return text.trim();
}
