import type { Plan } from "../../compile/plan.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { recordedError } from "../../execute/recorded-error.ts";
import type { RunResult } from "../../execute/run-context.ts";
import type { RunEvent } from "../../execute/run-event.ts";
import type { Claimed } from "../../execute/run-obligation.ts";
import type { LogEntry } from "../../ledger/run-log.ts";

const count = new Intl.NumberFormat("en");

const approvalWords = { approved: " (approved)", unapproved: " (not on the protected branch)", unknown: "" } as const;

/** What the log of a run begins with: everything that a person needs to find it again elsewhere. */
export function beginning({ attempt, obligation, retries }: Claimed): LogEntry {
  const { extract, kind, windowStart, windowEnd, sequence, runner, definitionHash, planHash, commit, approval } = attempt;
  const tries = retries === undefined ? "" : `, try ${obligation.tries + 1} of ${retries.max + 1}`;
  const words = [
    `${extract}, ${kind} ${windowStart} to ${windowEnd}, sequence ${sequence}${tries}`,
    `asked for by ${obligation.requester}`,
    `runner ${runner}`,
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`]),
    `definition ${definitionHash.slice(0, 12)}${approvalWords[approval ?? "unknown"]}`,
    `plan ${planHash.slice(0, 12)}`,
  ];
  return { level: "info", message: words.join("; ") };
}

/** The columns that are masked again because a grant has ended: whoever reads the file learns it here, not from the file. */
export function maskedAgain({ columns }: Plan): readonly LogEntry[] {
  return columns.flatMap(({ name, grantEnded }): LogEntry[] => {
    return grantEnded === undefined
      ? []
      : [{ level: "warn", message: `${JSON.stringify(name)} is masked again: its grant ended on ${grantEnded}` }];
  });
}

/** What a step of a run is in its log; undefined: it is told elsewhere, or not worth a line. */
export function stepWords(event: RunEvent, warehouse: string): LogEntry | undefined {
  switch (event.type) {
    case "started":
      return info(`the query is sent to ${warehouse}`);
    case "progress":
      return info(
        `${count.format(event.rows)} rows, ${count.format(event.bytes)} bytes so far (${Math.round(event.elapsedMs / 1000)} s)`,
      );
    case "checked":
      if (event.warnings.length > 0) return { level: "warn", message: event.warnings.join("; ") };
      return info(event.checks === 1 ? "the data check passed" : `all ${event.checks} data checks passed`);
    case "encoded":
      return info(`read to the end: ${count.format(event.rows)} rows, ${count.format(event.bytes)} bytes before compression`);
    case "decided":
      return info(`decided on, SHA-256 ${event.sha256}`);
    case "published":
      return info(`published ${event.path}: ${count.format(event.rows)} rows, ${count.format(event.bytes)} bytes`);
    default:
      return undefined;
  }
}

/** What the log of a run ends with, where it was not published. `why` is what the ledger says of one that was cancelled. */
export function ending(result: RunResult, why?: string): readonly LogEntry[] {
  switch (result.state) {
    case "published":
      return [];
    case "skipped":
      return [info("the window holds no rows; it is skipped, as the extract says")];
    case "cancelled":
      return [{ level: "warn", message: `${result.handedOver ? handedOver : (why ?? stopped)}; nothing was published` }];
    case "failed": {
      const { error, retryInMs } = result;
      const { code, message } = recordedError(error);
      const hint = error instanceof DatafeedError && error.hint !== undefined ? [info(error.hint)] : [];
      const next = retryInMs === undefined ? [] : [info(`it is tried again in ${Math.ceil(retryInMs / 1000)} s`)];
      return [{ level: "error", message: `${code}: ${message}` }, ...hint, ...next];
    }
  }
}

const handedOver = "handed over to another runner, for this one stops";
const stopped = "stopped";

function info(message: string): LogEntry {
  return { level: "info", message };
}
