import { homedir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import type { SourceProblem } from "../../commands/commands.ts";
import type { Part } from "../part.ts";
import type { ServeOptions } from "../serve-options.ts";
import { FolderSource } from "./folder-source.ts";
import { GitSource } from "./git-source.ts";
import type { OnSnapshot } from "./snapshot.ts";

/** What brings the documents. */
export interface Source extends Part {
  /** Why the newest documents can't be had; what was applied last is in force meanwhile. */
  readonly problem: SourceProblem | undefined;
  /** When it was last asked for the newest documents, and had them (`performance.now()`); undefined: not yet. */
  readonly newestAt: number | undefined;
  /** Reads and delivers the newest documents now, changed or not; answers when that is done, well or not. */
  refresh(): Promise<void>;
  /** Somebody says that there is something new. Absent where nobody needs to. */
  readonly nudge?: () => void;
}

/** The source that the options name. Errors: git-place. */
export function openSource(
  { source, state, connections, approval }: Pick<ServeOptions, "source" | "state" | "connections" | "approval">,
  log: Logger,
  onSnapshot: OnSnapshot,
): Source {
  const home = join(homedir(), ".config/datafeed/connections.yaml");
  const places = connections === undefined ? { home } : { option: connections, home };
  const guard = approval === undefined ? {} : { protectedBranch: approval.protectedBranch };
  if (source.type === "folder") {
    return new FolderSource({ folder: source.folder, connections: places, log, onSnapshot, ...guard });
  }
  const { url, pollMs } = source;
  return new GitSource({ url, pollMs, state, root: join(state, ".."), connections: places, log, onSnapshot, ...guard });
}
