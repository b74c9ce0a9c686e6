import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import pc from "picocolors";
import { DatafeedError, messageOf } from "../../../errors/datafeed-error.ts";
import { eventSchema } from "../../../feeds/event-schema.ts";
import type { Schema } from "../../../format/value-schema.ts";
import { nearest } from "../../../load/did-you-mean.ts";
import type { ResolvedEvent, ResolvedFeed } from "../../../load/project-documents.ts";
import { type ProjectOptions, withExamples, withProject } from "../../common-options.ts";
import { interruptSignal } from "../../interrupt.ts";
import { answerJson, say } from "../../printer.ts";
import { findFeed, openSession, today } from "../../session.ts";

interface SchemaOptions extends ProjectOptions {
  readonly type?: string;
  readonly out?: string;
}

export function configure(command: Command): void {
  withProject(
    command
      .description("Print the JSON Schema of a feed's events: what their readers build on. By type, where it has several.")
      .argument("<feed>", "a feed's name")
      .option("--type <type>", "of this event type alone")
      .option("--out <folder>", "write each to a file of its own there, TYPE.schema.json"),
  ).action(schema);
  withExamples(command, [
    ["datafeed feed schema conversations", "of all its event types, by type"],
    ["datafeed feed schema conversations --type CategoryMatchForDataFeeder", "of one"],
    ["datafeed feed schema conversations --out schemas", "a file for each, for a schema registry or a code generator"],
  ]);
}

async function schema(name: string, options: SchemaOptions): Promise<void> {
  const feed = findFeed(await openSession(options, interruptSignal()), name);
  const { type, out, format } = options;
  const events = type === undefined ? feed.events : [eventOf(feed, type)];
  const schemas = events.map((event) => [event.type, eventSchema(feed, event, today())] as const);
  if (out === undefined) {
    answerJson("json", type === undefined ? Object.fromEntries(schemas) : schemas[0]?.[1]);
    return;
  }
  const files = await writeAll(out, schemas);
  answerJson(format, { feed: feed.name, files });
  for (const file of files) say(format, `${pc.green("✔")} ${file}`);
}

/** Errors: `feed-type-unknown`. */
function eventOf({ name, events }: ResolvedFeed, type: string): ResolvedEvent {
  const found = events.find((event) => event.type === type);
  if (found !== undefined) return found;
  const types = events.map((event) => event.type);
  const close = nearest(type, types);
  throw new DatafeedError("feed-type-unknown", `The feed ${name} has no event type ${JSON.stringify(type)}.`, {
    hint: close === undefined ? `It has: ${types.join(", ")}.` : `Did you mean "${close}"?`,
  });
}

/** Errors: `file-not-written`. */
async function writeAll(folder: string, schemas: readonly (readonly [string, Schema])[]): Promise<readonly string[]> {
  const files: string[] = [];
  try {
    await mkdir(folder, { recursive: true });
    for (const [type, value] of schemas) {
      const file = join(folder, `${type}.schema.json`);
      await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
      files.push(file);
    }
  } catch (cause) {
    throw new DatafeedError("file-not-written", `The schemas can't be written to ${folder}: ${messageOf(cause)}.`, { cause });
  }
  return files;
}
