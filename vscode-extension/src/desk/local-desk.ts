import { manners, type SessionCommands } from "../../../runner/src/pipe/protocol.ts";
import { type SessionOptions, SessionProcess } from "../launcher/session-process.ts";
import type { Desk } from "./desk.ts";

/** A desk on a project of this machine. Disposing of it lets the runs under way be finished. */
export interface LocalDesk extends Desk, AsyncDisposable {
  /** Ends them, their queries included. */
  kill(): Promise<void>;
}

/**
 * Opens the desk of a local project: its own `datafeed session`, which is started again when it has crashed. Errors:
 * `cli-missing`, `node-missing`, `cli-too-old`, `cli-too-new`, `session-not-started`; later also `session-ended`.
 */
export async function openLocalDesk(options: SessionOptions): Promise<LocalDesk> {
  const session = new SessionProcess(options);
  await session.commands();
  return {
    ...cancelledForSure(commandsOf(session), session),
    place: { type: "project", folder: options.project },
    kill: () => session.kill(),
    [Symbol.asyncDispose]: async () => session.end(),
  };
}

/** Every question goes to the process that lives when it is asked. */
function commandsOf(session: SessionProcess): SessionCommands {
  const asked = Object.keys(manners).map((method) => [
    method,
    async (...args: readonly unknown[]) => {
      const commands = (await session.commands()) as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
      return commands[method]!(...args);
    },
  ]);
  return {
    ...(Object.fromEntries(asked) as Omit<SessionCommands, "follow">),
    follow: async function* (id, signal) {
      yield* (await session.commands()).follow(id, signal);
    },
  };
}

/** Whatever is cancelled ends in the warehouse, too: by the session, or with it when it does not answer any more. */
function cancelledForSure(commands: SessionCommands, session: SessionProcess): SessionCommands {
  return {
    ...commands,
    cancel: (id, reason) => {
      void session.endIfSilent();
      return commands.cancel(id, reason);
    },
    preview: (request, signal) => {
      signal.addEventListener("abort", () => void session.endIfSilent(), { once: true });
      return commands.preview(request, signal);
    },
  };
}
