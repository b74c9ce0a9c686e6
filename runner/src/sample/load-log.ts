import { dayStart, yearDays } from "./contact-start.ts";
import type { Rows } from "./rows.ts";
import { checkpoints, contactCounts, contacts, goals, intents, interactions, loadLog, transfers } from "./tables.ts";

/** The nightly load of a day ends so long after midnight, UTC. */
const loadedAfterUs = 130 * 60_000_000;

/** Adds the log of the loads: each table, each day of the year, loaded in the night that follows. */
export function addLoadLog(rows: Rows): void {
  for (const table of [contacts, interactions, transfers, checkpoints, contactCounts, intents, goals]) {
    for (let day = 0; day < yearDays; day++) {
      rows.add(loadLog, [table.name, dayStart(day), dayStart(day + 1), dayStart(day + 1) + loadedAfterUs]);
    }
  }
}
