import pc from "picocolors";
import type { Ledger } from "../ledger/ledger.ts";
import { listRunners } from "../ledger/runners.ts";
import { note } from "./printer.ts";

/** Whether a daemon that does what is owed lives on a ledger. */
export async function hasWorker(ledger: Ledger): Promise<boolean> {
  return (await listRunners(ledger)).some(({ alive, roles }) => alive && roles.includes("worker"));
}

/** Says so when nobody does what was just made owed. */
export async function noteWhoWorks(ledger: Ledger): Promise<void> {
  if (await hasWorker(ledger)) return;
  note(
    pc.yellow(
      "! No daemon works on this ledger: start one with `datafeed serve`, or run it here with `datafeed retry ID` " +
        "(`datafeed runs --owed` shows the ids).",
    ),
  );
}
