import { existsSync } from "node:fs";
import { ledgerPath } from "../connect/ledger-place.ts";
import { type Ledger, openLedger } from "../ledger/ledger.ts";
import { latestOutput } from "../ledger/list-outputs.ts";
import type { OpenStates } from "../review/states/open-states.ts";
import type { CountRows } from "../review/volume/row-count.ts";
import { type CounterOptions, WarehouseCounter } from "../review/volume/warehouse-counter.ts";
import { closeWithNote } from "./close-with-note.ts";

/** What a plan counts rows with, or why it can't. */
export interface PlanCounter extends AsyncDisposable {
  readonly count: CountRows | string;
}

/** Only the operator's connections are asked: those of a repository are the author's. */
export function planCounter({ connections }: OpenStates, asked: boolean, timeoutMs: number): PlanCounter {
  if (!asked) return { count: "not counted: --no-count", [Symbol.asyncDispose]: async () => {} };
  if (connections?.trusted !== true) {
    return { count: "no trusted connections: name them with --connections", [Symbol.asyncDispose]: async () => {} };
  }
  const ledger = new CheckoutLedger(connections.root);
  const counter = new WarehouseCounter({ connections, timeoutMs, bytesPerRow: ledger.bytesPerRow });
  return {
    count: counter.count,
    [Symbol.asyncDispose]: async () => {
      await using open = new AsyncDisposableStack();
      open.use(ledger);
      open.use(closeWithNote(counter));
    },
  };
}

/** The ledger of a checkout, where there is one: opened when it is first asked. */
class CheckoutLedger implements AsyncDisposable {
  readonly #path: string;
  #ledger: Promise<Ledger> | undefined;

  constructor(root: string) {
    this.#path = ledgerPath(root);
  }

  readonly bytesPerRow: CounterOptions["bytesPerRow"] = async ({ extract, output }) => {
    if (!existsSync(this.#path)) return undefined;
    this.#ledger ??= openLedger(this.#path);
    const latest = await latestOutput(await this.#ledger, extract);
    const alike = latest?.format === output.format && latest.compress === output.compress && latest.rows > 0;
    return alike ? latest.bytes / latest.rows : undefined;
  };

  async [Symbol.asyncDispose](): Promise<void> {
    const ledger = await this.#ledger?.catch(() => undefined);
    await ledger?.[Symbol.asyncDispose]();
  }
}
