import { mayRun, tooOld } from "./min-runner.ts";
import type { DaemonContext, Part } from "./part.ts";

/**
 * Watches whether this version is still wanted. It says when datafeed.yaml asks for a newer one (`minRunner`), as long as that
 * is so; and when a newer one has changed the ledger so that this one can't work on it, `onOutdated` ends the daemon.
 */
export function versionWatch(context: DaemonContext, onOutdated: () => void, everyMs = 10_000): Part {
  const { ledger, runner, log } = context;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let told: string | undefined;

  function watchMinRunner(): void {
    const { project } = context.documents();
    const minRunner = mayRun(project, runner.version) ? undefined : project?.minRunner;
    if (minRunner !== told && minRunner !== undefined)
      log.warn({ minRunner, version: runner.version }, tooOld(minRunner, runner.version));
    if (minRunner === undefined && told !== undefined) log.info("this runner may do scheduled work again");
    told = minRunner;
  }

  async function look(): Promise<void> {
    watchMinRunner();
    try {
      if (await ledger.isReadable()) return;
    } catch {
      // A ledger that is away says nothing about its tables.
      return;
    }
    clearInterval(timer);
    log.error(
      { version: runner.version },
      "a newer version has changed the ledger; this one can't work on it any more and ends",
    );
    onOutdated();
  }

  return {
    name: "version",
    start: async () => {
      timer = setInterval(() => {
        looking ??= look().finally(() => {
          looking = undefined;
        });
      }, everyMs);
      await look();
    },
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
