/** What GitHub's runner makes of a line that a step prints. */
export interface WorkflowCommand {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** What a step printed: the commands that the runner obeys, and the lines that people read. */
export interface StepLog {
  readonly commands: readonly WorkflowCommand[];
  readonly lines: readonly string[];
}

const commandNames = new Set(
  ["error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "echo", "save-state", "set-output"].concat([
    ...["set-env", "add-path", "add-matcher", "remove-matcher", "stop-commands"],
  ]),
);

/**
 * Reads what a step printed as the runner does: line by line, `::name properties::data`, the older `##[name properties]data`
 * anywhere in a line, and nothing between `stop-commands` and its token. Source: actions/runner, ActionCommand.cs and
 * ActionCommandManager.cs.
 */
export function readLog(text: string): StepLog {
  const commands: WorkflowCommand[] = [];
  const lines: string[] = [];
  let stopped: string | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (stopped !== undefined) {
      if (line.trim() === `::${stopped}::`) stopped = undefined;
      else lines.push(line);
      continue;
    }
    const command = readNew(line) ?? readOld(line);
    if (command === undefined) lines.push(line);
    else if (command.command === "stop-commands") stopped = command.data;
    else commands.push(command);
  }
  return { commands, lines };
}

function readNew(line: string): WorkflowCommand | undefined {
  const [, command, properties = "", data = ""] = /^\s*::([A-Za-z-]+)(?: (.*?))?::(.*)$/.exec(line) ?? [];
  if (command === undefined || !commandNames.has(command.toLowerCase())) return undefined;
  return {
    command: command.toLowerCase(),
    properties: readProperties(properties, ",", unescapeProperty),
    data: decode(data),
  };
}

function readOld(line: string): WorkflowCommand | undefined {
  const [, command, properties = "", data = ""] = /##\[([A-Za-z-]+)(?: ([^\]]*))?\](.*)$/.exec(line) ?? [];
  if (command === undefined || !commandNames.has(command.toLowerCase())) return undefined;
  return { command: command.toLowerCase(), properties: readProperties(properties, ";", decode), data: decode(data) };
}

function readProperties(text: string, separator: string, read: (text: string) => string): Record<string, string> {
  const pairs = text.split(separator).filter((pair) => pair.includes("="));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf("=")).trim(), read(pair.slice(pair.indexOf("=") + 1))]),
  );
}

function unescapeProperty(text: string): string {
  return decode(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
}

function decode(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}
