import { listOwed } from "../../ledger/list-owed.ts";
import { listRuns } from "../../ledger/list-runs.ts";
import { readLog } from "../../ledger/run-log.ts";
import type { Commands } from "../commands.ts";
import { orderOf, pageAnswer, pageOf } from "../paging.ts";
import { checkRight } from "../rights.ts";
import { audited } from "./audited.ts";
import type { Desk } from "./desk.ts";
import { dispatch } from "./dispatch.ts";
import { findRun, newestRunOf } from "./find-owed.ts";
import { follow } from "./follow.ts";
import { abandon, cancel, retry } from "./settle-runs.ts";
import { owedView, runView } from "./views.ts";

type RunCommands = Pick<
  Commands,
  "listRuns" | "run" | "listOwed" | "dispatch" | "cancel" | "retry" | "abandon" | "logs" | "follow"
>;

const runColumns = ["started", "ended", "extract", "window", "state", "rows", "bytes", "requester"] as const;
const owedColumns = ["urgent", "due", "next", "extract", "window", "state", "created"] as const;

/** Runs: what was tried, what is owed, and what people do about it. */
export function runCommands(desk: Desk): RunCommands {
  const { estate, caller, sight } = desk;
  return {
    listRuns: async (query = {}) => {
      checkRight(caller, "run.read");
      const page = pageOf(query);
      const order = orderOf(query, runColumns, { by: "started", direction: "desc" });
      const { page: _page, pageSize: _pageSize, sort: _sort, ...filter } = query;
      const { items, total } = await listRuns(estate.ledger, { ...filter, sight }, page, order);
      return pageAnswer(items.map(runView), total, page);
    },
    run: async (id) => {
      checkRight(caller, "run.read");
      return findRun(desk, id);
    },
    listOwed: async (query = {}) => {
      checkRight(caller, "run.read");
      const page = pageOf(query);
      const order = orderOf(query, owedColumns, { by: "urgent", direction: "asc" });
      const { page: _page, pageSize: _pageSize, sort: _sort, ...filter } = query;
      const { items, total } = await listOwed(estate.ledger, { ...filter, sight }, page, order);
      return pageAnswer(items.map(owedView), total, page);
    },
    dispatch: (request) => audited(desk, "run.dispatch", request.extract, () => dispatch(desk, request)),
    cancel: (id, reason) => audited(desk, "run.cancel", id, () => cancel(desk, id, reason)),
    retry: (id) => audited(desk, "run.retry", id, () => retry(desk, id)),
    abandon: (id, reason) => audited(desk, "run.abandon", id, () => abandon(desk, id, reason)),
    logs: async (id) => {
      checkRight(caller, "run.read");
      const run = await newestRunOf(desk, id);
      return run === undefined ? [] : readLog(estate.ledger, run.id);
    },
    follow: (id, signal) => follow(desk, id, signal),
  };
}
