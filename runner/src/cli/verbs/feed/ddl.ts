import type { Command } from "commander";
import { DatafeedError } from "../../../errors/datafeed-error.ts";
import { type ProjectOptions, withExamples, withProject } from "../../common-options.ts";
import { ddlOf } from "../../doctor-needs.ts";
import { interruptSignal } from "../../interrupt.ts";
import { answerJson, say } from "../../printer.ts";
import { findFeed, openSession } from "../../session.ts";

interface DdlOptions extends ProjectOptions {
  readonly withoutNotify?: boolean;
}

export function configure(command: Command): void {
  withProject(
    command
      .description("Print the SQL of a feed's change table and triggers, for who owns the tables. Nothing is run.")
      .argument("<feed>", "a feed with `source: { changes: … }`")
      .option("--without-notify", "writers don't wait for one another at commit; events come up to two seconds later"),
  ).action(ddl);
  withExamples(command, [
    ["datafeed feed ddl conversations", "read it first"],
    ["datafeed feed ddl conversations | psql postgres://owner@db/app", "it may be run again"],
    ["datafeed feed ddl conversations --without-notify", "where many small transactions write at once"],
  ]);
}

async function ddl(name: string, options: DdlOptions): Promise<void> {
  const session = await openSession(options, interruptSignal());
  const feed = findFeed(session, name);
  if (!("changes" in feed.source)) {
    throw new DatafeedError("feed-without-changes", `The feed ${feed.name} has no change table: it looks back.`);
  }
  const sql = ddlOf(session, feed, { notify: options.withoutNotify !== true });
  answerJson(options.format, { feed: feed.name, sql });
  say(options.format, sql.trimEnd());
}
