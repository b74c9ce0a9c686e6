import { registerRunner, runnerSeen, runnerStopped } from "../ledger/runners.ts";
import type { DaemonContext, Part } from "./part.ts";
import type { RunnerRole } from "./roles.ts";

const everyMs = 5_000;

/** Enters this runner in the ledger, says now and then that it lives and by which commit it works, and that it ends. */
export function signsOfLife(context: DaemonContext, roles: readonly RunnerRole[], address: () => string | undefined): Part {
  const { ledger, runner, log } = context;
  let timer: NodeJS.Timeout | undefined;
  const commit = (): string | undefined => context.documents().provenance.commit;
  return {
    name: "signs of life",
    start: async () => {
      const [at, by] = [address(), commit()];
      await registerRunner(ledger, {
        id: runner.id,
        version: runner.version,
        roles,
        ...(at === undefined ? {} : { address: at }),
        ...(by === undefined ? {} : { commit: by }),
      });
      timer = setInterval(() => {
        // A ledger that is away is everybody's trouble, and told by others; this goes on when it is back.
        runnerSeen(ledger, runner.id, commit()).catch((err: unknown) => log.debug({ err }, "no sign of life"));
      }, everyMs).unref();
    },
    stop: async () => {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      await runnerStopped(ledger, runner.id).catch(() => {});
    },
  };
}
