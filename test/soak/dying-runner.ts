import { serve } from "../../runner/src/daemon/serve.ts";
import { leaseSeconds } from "./runner-process.ts";

/** `node dying-runner.ts '{"project", "connections", "ledger", "point", "nth"}'`: a daemon that kills itself at a step. */
const { project, connections, ledger, point, nth } = JSON.parse(process.argv[2] ?? "{}") as Record<string, string>;
let reached = 0;
await serve(
  {
    source: { type: "folder", folder: project ?? "" },
    root: project ?? "",
    state: `${project}/.datafeed`,
    connections: connections ?? "",
    ledger: ledger ?? "",
    roles: ["scheduler", "worker"],
    host: "127.0.0.1",
    port: 0,
    lease: { leaseMs: leaseSeconds * 1000, heartbeatMs: 500 },
    shutdownMs: 1_000,
    logLevel: "silent",
    logFormat: "json",
  },
  {
    signal: AbortSignal.timeout(60_000),
    faults: {
      reach: (step) => {
        if (step === point && ++reached >= Number(nth)) process.kill(process.pid, "SIGKILL");
      },
    },
  },
);
