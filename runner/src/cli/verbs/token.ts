import type { Command } from "commander";
import pc from "picocolors";
import type { NewToken, TokenView } from "../../commands/commands.ts";
import { formatTime } from "../../commands/units.ts";
import { wholeNumber, withExamples, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { openCommands } from "../open-commands.ts";
import { answerJson, note, say } from "../printer.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { settles } from "../settle-verb.ts";
import { table } from "../table.ts";

interface CreateOptions extends PlaceOptions {
  readonly user: string;
  readonly name: string;
  readonly days: number;
}

export function configure(command: Command): void {
  const create = command
    .command("create")
    .description("Make a token. It is shown once, alone on stdout.")
    .requiredOption("--user <name>", "whose it is: a user of datafeed.yaml")
    .requiredOption("--name <text>", "what it is for")
    .option("--days <count>", "how long it is good, 366 days at most", wholeNumber(1), 90);
  withServer(withProject(create)).action(createToken);

  withServer(withProject(command.command("list").description("List tokens, without what they say."))).action(listTokens);

  const revoke = command
    .command("revoke")
    .description("Make a token worthless at once.")
    .argument("<id>", "a token's id, or its beginning");
  settles<PlaceOptions, TokenView>(
    withServer(withProject(revoke)),
    (commands, id) => commands.revokeToken(id),
    ({ id, user, name }) => `token ${id} of ${user} (${name}) is worthless now`,
  );

  const regenerate = command
    .command("regenerate")
    .description("Revoke a token and make another for the same user; it is shown once, alone on stdout.")
    .argument("<id>", "a token's id, or its beginning");
  withServer(withProject(regenerate)).action(regenerateToken);

  for (const each of command.commands) each.showHelpAfterError(`(see: datafeed token ${each.name()} --help)`);
  withExamples(command, [
    ["datafeed token create --user amy --name laptop", "for 90 days; keep it in a file: > ~/.config/datafeed/token"],
    ["datafeed token list", "whose they are, and when they were last used"],
    ["datafeed token regenerate 1ng0te", "the old one is worthless at once"],
  ]);
}

async function createToken(options: CreateOptions): Promise<void> {
  await using open = await openCommands(options, interruptSignal(), { questions: true });
  const { user, name, days } = options;
  show(await open.commands.createToken({ user, name, days }), options);
}

async function regenerateToken(id: string, options: PlaceOptions): Promise<void> {
  await using open = await openCommands(options, interruptSignal(), { questions: true });
  show(await open.commands.regenerateToken(id), options);
}

/** The token alone goes to stdout, so that it can be piped into a file. */
function show(made: NewToken, { format }: PlaceOptions): void {
  answerJson(format, made);
  say(format, made.token);
  if (format === "json") return;
  note(
    pc.dim(`Token ${made.id} of ${made.user} (${made.name}), good until ${formatTime(made.expiresAt)}. It is not shown again.`),
  );
  note(`${pc.cyan("→")} Set DATAFEED_TOKEN to it, or keep it in a file and name that with --token-file.`);
}

async function listTokens(options: PlaceOptions): Promise<void> {
  await using open = await openCommands(options, interruptSignal(), { questions: true });
  const tokens = await open.commands.listTokens();
  answerJson(options.format, { tokens });
  if (options.format === "json") return;
  if (tokens.length === 0) return note(pc.dim("There are no tokens. Make one: datafeed token create --user NAME --name TEXT"));
  const columns = [
    { title: "ID", value: (token: TokenView) => token.id },
    { title: "USER", value: (token: TokenView) => token.user, least: 8 },
    { title: "NAME", value: (token: TokenView) => token.name, least: 10 },
    { title: "STATE", value: (token: TokenView) => token.state },
    { title: "EXPIRES", value: (token: TokenView) => formatTime(token.expiresAt), leave: 2 },
    { title: "LAST USED", value: (token: TokenView) => lastUse(token), leave: 1 },
    { title: "MADE BY", value: (token: TokenView) => token.createdBy, least: 8, leave: 3 },
  ];
  say(options.format, table(tokens, columns));
}

function lastUse({ lastUsedAt }: TokenView): string {
  return lastUsedAt === undefined ? "never" : formatTime(lastUsedAt);
}
