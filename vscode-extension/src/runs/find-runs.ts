import type { Desk } from "../desk/desk.ts";
import type { BegunRun } from "./run-state.ts";

/** What a request of the editor says of itself in the ledger. It tells these runs from those of a terminal or a backfill. */
export const askedInEditor = "asked for in the editor";

/** A person has rarely more of them under way; what is beyond is shown by the lists. */
const most = 100;

/** What this user asked for in an editor and is not over: owed, running, or on the way to its file. */
export async function findRuns(desk: Desk, place: string): Promise<readonly BegunRun[]> {
  const { user } = await desk.status();
  const [owed, runs] = await Promise.all([
    desk.listOwed({ states: ["owed", "running"], pageSize: most, sort: "-created" }),
    desk.listRuns({ states: ["running", "decided"], requester: user, pageSize: most }),
  ]);
  const found = new Map<string, BegunRun>();
  for (const { id, extract, createdAt, requester, reason } of owed.items) {
    if (requester !== user || reason !== askedInEditor) continue;
    found.set(id, { id, extract, place, startedAt: Date.parse(createdAt), asked: false });
  }
  for (const { obligation: id, extract, startedAt, reason } of runs.items) {
    if (found.has(id) || reason !== askedInEditor) continue;
    found.set(id, { id, extract, place, startedAt: Date.parse(startedAt), asked: false });
  }
  return [...found.values()];
}
