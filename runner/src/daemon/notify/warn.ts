import type { Logger } from "pino";
import type { Notifier } from "../../connect/notifiers.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { notifyRules, type Told } from "./rules.ts";

/** Says in the log which notifiers that extracts and feeds name can't be told anything; better now than when something has failed. */
export function warnOfNotifiers(documents: Told, notifier: (name: string) => Notifier, log: Logger): void {
  const named = new Set([...notifyRules(documents)].flatMap(([, notify]) => notify.map(({ to }) => to)));
  for (const name of named) {
    try {
      notifier(name);
    } catch (err) {
      if (!(err instanceof DatafeedError)) throw err;
      log.warn({ err, notifier: name }, "this notifier can't be told anything: its notices wait, and are given up after a day");
    }
  }
}
