import { botConversations } from "./bot-tables.ts";
import { dayStart, yearDays } from "./contact-start.ts";
import { eventConversations } from "./event-tables.ts";
import { iaAnalyses } from "./ia-tables.ts";
import type { Rows } from "./rows.ts";
import { checkpoints, contactCounts, contacts, goals, intents, interactions, loadLog, transfers } from "./tables.ts";

const minuteUs = 60_000_000;
/** The nightly load of a day ends so long after midnight, UTC. */
const loadedAfterUs = 130 * minuteUs;
/** Bots report a conversation within the hour after its end. */
const reportedAfterUs = 60 * minuteUs;

/** Adds the log of the loads: each table, each day of the year, loaded in the night that follows. */
export function addLoadLog(rows: Rows): void {
  for (const table of [
    contacts,
    interactions,
    transfers,
    checkpoints,
    contactCounts,
    intents,
    goals,
    botConversations,
    iaAnalyses,
    eventConversations,
  ]) {
    const after = table === botConversations ? reportedAfterUs : loadedAfterUs;
    for (let day = 0; day < yearDays; day++) {
      rows.add(loadLog, [table.name, dayStart(day), dayStart(day + 1), dayStart(day + 1) + after]);
    }
  }
}
