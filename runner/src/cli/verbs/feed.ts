import type { Command } from "commander";
import { withExamples } from "../common-options.ts";
import * as ddl from "./feed/ddl.ts";
import * as deadLetters from "./feed/dead-letters.ts";
import * as pause from "./feed/pause.ts";
import * as position from "./feed/position.ts";
import * as replay from "./feed/replay.ts";
import * as resume from "./feed/resume.ts";
import * as run from "./feed/run.ts";
import * as schema from "./feed/schema.ts";
import * as status from "./feed/status.ts";
import * as topics from "./feed/topics.ts";

/** The verbs of feeds, in the order in which `datafeed feed --help` lists them; each has its text and options in its own file. */
const feedVerbs = [
  { name: "run", configure: run.configure },
  { name: "status", configure: status.configure },
  { name: "pause", configure: pause.configure },
  { name: "resume", configure: resume.configure },
  { name: "replay", configure: replay.configure },
  { name: "position", configure: position.configure },
  { name: "dead-letters", configure: deadLetters.configure },
  { name: "topics", configure: topics.configure },
  { name: "ddl", configure: ddl.configure },
  { name: "schema", configure: schema.configure },
] as const;

export function configure(command: Command): void {
  for (const { name, configure } of feedVerbs) {
    const each = command.command(name).showHelpAfterError(`(see: datafeed feed ${name} --help)`);
    configure(each);
  }
  withExamples(command, [
    ["datafeed feed status", "how the feeds stand: state, lag, rate, what is held or dead"],
    ["datafeed feed status conversations", "one of them, and what to do next"],
    ['datafeed feed pause conversations --reason "the topic moves"', "it stands still from the next batch on"],
    ["datafeed feed dead-letters conversations", "what could not be sent, and why"],
  ]);
}
