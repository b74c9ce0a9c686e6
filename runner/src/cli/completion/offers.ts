import { Command, type Option } from "commander";
import { verbs } from "../verbs.ts";
import { shells } from "./shells.ts";

/** Something that may be typed, and what it is. */
export interface Offer {
  readonly text: string;
  readonly what: string;
}

/** What may stand at a place of the command line; `files`: a path may stand there, which the shell knows best. */
export interface Offers {
  readonly offers: readonly Offer[];
  readonly files: boolean;
}

/** Names that a project has, for arguments that want one. */
export interface ProjectNames {
  extracts(): Promise<readonly string[]>;
  feeds(): Promise<readonly string[]>;
  templates(): Promise<readonly string[]>;
}

const nothing: Offers = { offers: [], files: false };

/** What may stand in place of the last of `words`, which may be half typed or empty. `words`: all behind the program's name. */
export async function offersFor(words: readonly string[], names: ProjectNames): Promise<Offers> {
  const typed = words.at(-1) ?? "";
  const found = await allFor(words.slice(0, -1), typed, names);
  return { ...found, offers: found.offers.filter(({ text }) => text.startsWith(typed)) };
}

async function allFor(said: readonly string[], typed: string, names: ProjectNames): Promise<Offers> {
  // `-C FOLDER` may stand in front of the verb.
  const before = said[0] === "-C" || said[0] === "--project" ? said.slice(2) : said;
  const verb = verbs.find(({ name }) => name === before.find((word) => !word.startsWith("-")));
  if (verb === undefined) {
    return { offers: [...verbs.map(({ name, summary }) => ({ text: name, what: summary })), ...helps], files: false };
  }
  let command = new Command(verb.name).helpOption("-h, --help", "print help");
  (await verb.load()).configure(command);
  let rest = before.slice(before.indexOf(verb.name) + 1);
  const inner = command.commands.find((each) => each.name() === rest[0]);
  if (inner !== undefined) [command, rest] = [inner, rest.slice(1)];
  else if (command.commands.length > 0 && rest.length === 0) {
    return {
      offers: command.commands.map((each) => ({ text: each.name(), what: each.summary() || each.description() })),
      files: false,
    };
  }
  const waiting = optionOf(command, rest.at(-1));
  if (waiting !== undefined && takesValue(waiting)) return valuesOf(waiting, names);
  if (typed.startsWith("-")) return { offers: optionsOf(command, rest), files: false };
  return argumentsOf(command, rest, names);
}

const helps: readonly Offer[] = [
  { text: "help", what: "print help for a verb" },
  { text: "--help", what: "print help" },
  { text: "--version", what: "print the version" },
];

function optionOf(command: Command, word: string | undefined): Option | undefined {
  return command.options.find(({ long, short }) => word !== undefined && (long === word || short === word));
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function optionsOf(command: Command, said: readonly string[]): readonly Offer[] {
  const fresh = command.options.filter(({ hidden, long, variadic }) => !hidden && (variadic || !said.includes(long ?? "")));
  return [
    ...fresh.map(({ long, description }) => ({ text: long ?? "", what: description })),
    { text: "--help", what: "print help" },
  ];
}

function valuesOf({ flags, argChoices }: Option, names: ProjectNames): Promise<Offers> | Offers {
  if (argChoices !== undefined) return { offers: argChoices.map((text) => ({ text, what: "" })), files: false };
  if (/<(file|folder|path)>/.test(flags)) return { offers: [], files: true };
  if (/^--extract /.test(flags)) return named(names.extracts(), "extract");
  return /^--template /.test(flags) ? named(names.templates(), "template") : nothing;
}

async function argumentsOf(command: Command, rest: readonly string[], names: ProjectNames): Promise<Offers> {
  const taken = rest.filter((word, at) => !word.startsWith("-") && !isValue(command, rest[at - 1])).length;
  const { registeredArguments: all } = command;
  const wanted = all[taken] ?? (all.at(-1)?.variadic === true ? all.at(-1) : undefined);
  if (wanted === undefined) return { offers: optionsOf(command, rest), files: false };
  if (wanted.argChoices !== undefined) return { offers: wanted.argChoices.map((text) => ({ text, what: "" })), files: false };
  if (wanted.name() === "shell") return { offers: shells.map((text) => ({ text, what: "" })), files: false };
  if (/^extracts?$/.test(wanted.name())) return named(names.extracts(), "extract");
  if (wanted.name() === "feed") return named(names.feeds(), "feed");
  if (wanted.name() === "name") return both(await named(names.extracts(), "extract"), await named(names.feeds(), "feed"));
  return { offers: [], files: /file|folder|path/.test(wanted.name()) };
}

function isValue(command: Command, before: string | undefined): boolean {
  const option = optionOf(command, before);
  return option !== undefined && takesValue(option);
}

function both(first: Offers, second: Offers): Offers {
  return { offers: [...first.offers, ...second.offers], files: false };
}

async function named(names: Promise<readonly string[]>, what: string): Promise<Offers> {
  return { offers: (await names).map((text) => ({ text, what })), files: false };
}
