import type { DatafeedError } from "../../errors/datafeed-error.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import { feedError } from "../errors.ts";
import { emptyStatement } from "./change-table-ddl.ts";
import type { ChangeTable } from "./streams.ts";

/** What a feed finds wrong with its change table, each with what a person does about it. */

/** Changes are not written down, or can't be read. `since`: how long that may have been so; UTC, ISO 8601. */
export function changesMissing(
  { name }: ResolvedFeed,
  { table }: ChangeTable,
  why: string,
  { since, cause }: { readonly since?: string | undefined; readonly cause?: unknown },
): DatafeedError {
  const what = `The change table ${table} does not serve the feed ${name}: ${why}.`;
  const hint = ddlHint(name);
  if (since === undefined) return feedError("feed-changes-missing", what, { hint, cause });
  const replay = `\`datafeed feed replay ${name} --from ${since} --to …\` sends that time`;
  return feedError("feed-changes-missing", `${what} Changes since ${since} may not have been written down.`, {
    hint: `${hint} Then \`datafeed feed resume ${name}\` goes on, and ${replay}.`,
    cause,
  });
}

/** The user of the connection may not read it. */
export function changesDenied({ name }: ResolvedFeed, cause: DatafeedError): DatafeedError {
  const message = `The feed ${name} may not read what it needs: ${cause.message}`;
  return feedError("feed-source-denied", message, { hint: ddlHint(name), cause });
}

/** Changes were removed before they were read. */
export function changesTrimmed({ name }: ResolvedFeed, { table }: ChangeTable): DatafeedError {
  return feedError("feed-changes-trimmed", `Changes that the feed ${name} has not read were removed from ${table}.`, {
    hint: `\`datafeed feed position ${name} --set end\` goes on from now; replay the time that is missing, and keep changes for longer.`,
  });
}

/**
 * It holds changes of another cluster. What they have in common with ours is the table: they turn up one by one, as the numbers
 * come to theirs, and those that were made here meanwhile lie before them.
 */
export function changesCopied({ name }: ResolvedFeed, table: ChangeTable): DatafeedError {
  return feedError(
    "feed-source-restored",
    `${table.table} holds changes that were copied from another database cluster: no transaction of this one has written them.`,
    {
      hint: `Pause the feed. Who owns the change table empties it: \`${emptyStatement(table)}\`. Then \`datafeed feed position ${name} --set end\` goes on from now, and \`datafeed feed replay ${name}\` sends the time again that may be missing. Then resume it.`,
    },
  );
}

/** The position was taken in another history of the database. */
export function sourceRestored({ name }: ResolvedFeed, why: string): DatafeedError {
  return feedError(
    "feed-source-restored",
    `The database is not the one in which the position of the feed ${name} was taken: ${why}.`,
    {
      hint: `Pause it. \`datafeed feed position ${name} --set keep\` says that another server took over with everything; \`--set end\` goes on from now, and \`datafeed feed replay ${name}\` sends the time again that may be missing. Then resume it.`,
    },
  );
}

function ddlHint(feed: string): string {
  return `\`datafeed feed ddl ${feed}\` prints what its owner runs.`;
}
