import { advanceFrontiers, isUnbegun } from "../../runner/src/ledger/advance-frontier.ts";
import { listExtractRows } from "../../runner/src/ledger/extracts.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { advance, firstFrontier } from "../../runner/src/schedule/frontier.ts";
import { schedule } from "../schedule/schedules.ts";

// A scheduler in a process of its own, to be killed: it moves all frontiers on and on, a few windows at a time. Each turn is
// taken as if ten hours had passed.
const ledger = await openLedger(process.argv[2]!);
const hourly = schedule({ every: "cron", cron: "0 * * * *", timezone: "America/Havana" });

for (;;) {
  const steps = (await listExtractRows(ledger)).map((extract) => {
    const from = isUnbegun(extract) ? firstFrontier(hourly, extract.firstAppliedAt) : extract.frontier!;
    const now = new Date(Date.parse(from) + 10 * 3_600_000).toISOString();
    return { extract, advance: advance(hourly, from, now, { most: 7 }) };
  });
  await advanceFrontiers(ledger, steps);
  process.stdout.write("turn\n");
}
