import { DatafeedError } from "../../errors/datafeed-error.ts";
import { durationText } from "../../load/explain-extract.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { Check, Moment, Warehouse } from "../../warehouse/warehouse.ts";
import { ChangeHistory } from "./change-history.ts";
import { checkKeys } from "./check-keys.ts";
import { lagQuestion } from "./questions/lag-question.ts";
import { changeTable, streamsOf } from "./streams.ts";

/** An open transaction of this age is worth a word: for so long no change that was committed since is sent. */
const oldMs = 60_000;

/** What `doctor` says of where a feed's rows come from: change table, triggers, rights, indexes, what holds changes up. */
export async function checkSource(feed: ResolvedFeed, warehouse: Warehouse, signal: AbortSignal): Promise<readonly Check[]> {
  const { source } = feed;
  if ("lookbackMs" in source) {
    const detail = `looks back ${durationText(source.lookbackMs)} every ${durationText(source.everyMs)}: rows committed later than that after their time are not found`;
    return [{ name: "source", ok: true, detail }];
  }
  if (warehouse.watch === undefined) {
    return [{ name: "source", ok: false, detail: `${warehouse.name} is no PostgreSQL; write \`source: { lookback: … }\`` }];
  }
  await using watch = await warehouse.watch(signal);
  const name = `changes in ${source.changes}`;
  try {
    const odd = await watch.look((moment) => historyOf(feed, source.changes).oddColumns(moment), signal);
    if (odd.length > 0) {
      const ddl = `Rename it, run what \`datafeed feed ddl ${feed.name}\` prints, and set the feed's position to the end.`;
      return [{ name, ok: false, detail: `${odd.join("; ")}. ${ddl}` }];
    }
    const held = await watch.look((moment) => look(feed, source.changes, moment), signal);
    return [
      { name, ok: true, detail: "table, columns and triggers are there" },
      held,
      ...(await checkKeys(feed, warehouse, signal)),
      ...(await indexes(feed, warehouse, signal)),
    ];
  } catch (error) {
    if (!(error instanceof DatafeedError)) throw error;
    // Sixty lines of SQL would hide what else is found.
    const hint = (error.hint ?? "").replaceAll("feed ddl NAME", `feed ddl ${feed.name}`);
    return [{ name, ok: false, detail: `${error.message} ${hint}`.trimEnd() }];
  }
}

function historyOf(feed: ResolvedFeed, written: string): ChangeHistory {
  return new ChangeHistory(feed, changeTable(written));
}

async function look(feed: ResolvedFeed, written: string, moment: Moment): Promise<Check> {
  const table = changeTable(written);
  const { system, timeline, fence, now } = await historyOf(feed, written).look(moment);
  const place = { system, timeline, txid: fence, id: "0" };
  const [[, , heldUpSince] = []] = await moment.ask(lagQuestion(table, place, streamsOf(feed)));
  const name = "open transactions";
  if (heldUpSince == null) return { name, ok: true, detail: "none holds changes up" };
  if (Date.parse(now) - Date.parse(heldUpSince) < oldMs)
    return {
      name,
      ok: true,
      detail: `one is open since ${heldUpSince}, less than a minute: changes behind it wait for its end`,
    };
  const detail = `one that is open since ${heldUpSince} holds changes up; end it (pg_stat_activity, pg_prepared_xacts)`;
  return { name, ok: true, advice: true, detail };
}

/** A row that has changed is read by its key. */
async function indexes(feed: ResolvedFeed, warehouse: Warehouse, signal: AbortSignal): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const { table, columns } of streamsOf(feed)) {
    if ((await warehouse.lacksIndex?.({ table, columns }, signal)) !== true) continue;
    const detail = `no index finds rows of ${table} by ${columns.join(", ")}: each change reads the whole table`;
    checks.push({ name: `index of ${table}`, ok: true, advice: true, detail });
  }
  return checks;
}
