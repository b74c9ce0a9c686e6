import { formatBytes, formatElapsed } from "../commands/units.ts";
import { inspectLedger } from "../ledger/inspect.ts";
import type { TablesState } from "../ledger/migrate.ts";
import type { Check } from "../warehouse/warehouse.ts";

/** A difference of clocks that is worth a word: times in logs and times in the ledger begin to contradict. */
const mostClockMs = 5_000;

/** What `doctor` says of a ledger; it makes and changes nothing there. Errors: ledger-*. */
export async function checkLedger(place: string): Promise<readonly Check[]> {
  const findings = await inspectLedger(place);
  const { found } = findings;
  if (found === undefined) return [{ name: "open", ok: true, detail: `${findings.place}: none yet; the first run makes it` }];
  const { id, tables, clockAheadMs, bytes } = found;
  return [
    { name: "open", ok: true, detail: `ledger ${id} in ${findings.place}` },
    { name: "write", ok: true, detail: "a change was made and undone" },
    checkTables(tables),
    checkClock(clockAheadMs),
    { name: "size", ok: true, detail: formatBytes(bytes) },
  ];
}

function checkTables({ state, last = "" }: TablesState): Check {
  const name = "tables";
  switch (state) {
    case "none":
    case "same":
      return { name, ok: true, detail: `of this version (${last})` };
    case "older":
      return { name, ok: true, detail: `of an older version (${last}); who next works on it brings them up to date` };
    case "newer":
      return { name, ok: true, advice: true, detail: `of a newer version (${last}), which this one can live with` };
    case "unreadable":
      return { name, ok: false, detail: `of a newer version (${last}), which this one can't read. Use the newer one.` };
  }
}

function checkClock(aheadMs: number): Check {
  const name = "clock";
  const apart = formatElapsed(Math.abs(aheadMs));
  const isApart = Math.abs(aheadMs) > mostClockMs;
  if (!isApart) return { name, ok: true, detail: `within ${apart} of this machine's` };
  const how = aheadMs > 0 ? "ahead of" : "behind";
  const detail = `${apart} ${how} this machine's. What is due goes by the ledger's; set the clocks by NTP.`;
  return { name, ok: true, advice: true, detail };
}
