import { hostname } from "node:os";
import { isPostgres } from "../ledger/backup.ts";
import { listRunners, registerRunner, runnerSeen, runnerStopped } from "../ledger/runners.ts";
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
      await warnOfOthers(context);
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

/** Several on one SQLite file do no harm, but wait for each other, and nobody starts a second one by intent. */
async function warnOfOthers({ ledger, runner, log }: DaemonContext): Promise<void> {
  if (isPostgres(ledger.place)) return;
  const others = (await listRunners(ledger)).filter(({ id, alive }) => alive && id !== runner.id && !isGone(id));
  if (others.length === 0) return;
  const runners = others.map(({ id }) => id);
  log.warn({ runners }, "another runner works on this SQLite ledger, which is meant for one; several are for PostgreSQL");
}

/** Whether a runner of this machine has ended without a word; of another machine nobody here knows. */
function isGone(id: string): boolean {
  const [host, pid] = id.split(":");
  if (host !== hostname()) return false;
  // In a container the next process has the same number.
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
