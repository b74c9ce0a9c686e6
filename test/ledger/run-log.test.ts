import { expect, test } from "vitest";
import { claim } from "../../runner/src/ledger/claim.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { appendLog, readLog } from "../../runner/src/ledger/run-log.ts";
import { dayWindow } from "../daemon/worker-context.ts";
import { engines, ledgerPlace } from "./ledger-engines.ts";

test.each(engines)("a line that is written later has the time at which it happened, on %s", async (engine) => {
  const place = await ledgerPlace(engine);
  const ledger = await place.open();
  const wish = { extract: "a", kind: "RunOnce", window: dayWindow(16), requester: "amy", definitionHash: "d" } as const;
  const { id: obligation } = await requestObligation(ledger, wish);
  const by = { runner: "host:1", leaseMs: 10_000, exclusive: true, destination: "local", planHash: "p", definitionHash: "d" };
  const { id } = await claim(ledger, { obligation, ...by });
  const happenedAt = performance.now() - 5_000;
  await appendLog(ledger, id, [
    { level: "info", message: "first", happenedAt },
    { level: "info", message: "then", happenedAt: happenedAt + 3_000 },
  ]);
  const [first, then] = await readLog(ledger, id);
  expect(Date.parse(then!.at) - Date.parse(first!.at)).toBe(3_000);
  expect(Date.parse(await ledger.time()) - Date.parse(first!.at)).toBeGreaterThanOrEqual(5_000);
  await place.remove();
});
