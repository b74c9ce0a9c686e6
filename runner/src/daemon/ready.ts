import type { ApiOptions } from "../api/options.ts";
import type { DaemonContext } from "./part.ts";

/** Anybody may ask whether this server is ready: what the ledger answered is good for so long. */
const goodForMs = 1_000;

/**
 * Whether the ledger answers and a project is in force; what is wrong with the ledger is in the log alone. A refused document
 * keeps nobody from work: its last good text is in force.
 */
export function readinessOf({
  ledger,
  documents,
  log,
}: Pick<DaemonContext, "ledger" | "documents" | "log">): ApiOptions["readiness"] {
  let answers: Promise<boolean> | undefined;
  let before = true;
  const ask = async (): Promise<boolean> => {
    const answered = await ledger.time().then(
      () => true,
      (err: unknown) => {
        if (before) log.warn({ err }, "not ready: the ledger does not answer");
        return false;
      },
    );
    before = answered;
    setTimeout(() => {
      answers = undefined;
    }, goodForMs).unref();
    return answered;
  };
  return async () => {
    answers ??= ask();
    const ready = await answers;
    const applied = documents().project !== undefined;
    const checks = [
      { name: "ledger", ready, message: ready ? "It answers." : "It does not answer." },
      { name: "documents", ready: applied, message: applied ? "A project is in force." : "No project is in force yet." },
    ];
    return { ready: ready && applied, checks };
  };
}
