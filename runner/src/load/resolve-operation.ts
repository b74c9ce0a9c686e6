import type { Extract, Project } from "../../../schemas/generated/documents.ts";
import { durationMs } from "./date-time.ts";
import { defaults } from "./defaults.ts";
import type { DocumentFindings } from "./findings.ts";
import type { Readiness, ResolvedOperation } from "./project-documents.ts";
import type { Surroundings } from "./resolve-extract.ts";
import { sayUndeclared } from "./undeclared.ts";

/** How the daemon runs an extract: what it says itself, else what the project says, else the defaults. */
export function resolveOperation(extract: Extract, project: Project): ResolvedOperation {
  // What a date has been answered by stays, unless the extract itself says for how long (SEEDS 22).
  const retention = extract.retention ?? (extract.export === undefined ? project.defaults?.retention : undefined);
  return {
    enabled: extract.enabled ?? defaults.enabled,
    ...(extract.ready !== undefined && { ready: resolveReadiness(extract.ready) }),
    ...(extract.timeout !== undefined && { timeoutMs: durationMs(extract.timeout) }),
    retries: {
      max: extract.retries?.max ?? defaults.retries,
      backoffMs: durationMs(extract.retries?.backoff ?? defaults.backoff),
    },
    ...(retention !== undefined && { retention }),
    notify: extract.notify ?? project.defaults?.notify ?? [],
    lateAfterMs: durationMs(project.defaults?.lateAfter ?? defaults.lateAfter),
  };
}

/** What the schema can't say: readiness belongs to a schedule, and notifiers are known by name. */
export function checkOperation(
  findings: DocumentFindings,
  extract: Extract,
  { connections, trusted }: Pick<Surroundings, "connections" | "trusted">,
): void {
  if (extract.ready !== undefined && extract.schedule === undefined) {
    findings.errorAtKey("key-unused", ["ready"], "`ready` means nothing without a schedule.");
  }
  if (connections === undefined) return;
  const known = Object.keys(connections.notifiers ?? {});
  extract.notify?.forEach(({ to }, index) => {
    if (known.includes(to)) return;
    sayUndeclared(findings, ["notify", index, "to"], { code: "notifier-unknown", what: "notifier", name: to, known, trusted });
  });
}

function resolveReadiness({ sql, every, timeout, then }: NonNullable<Extract["ready"]>): Readiness {
  return {
    sql: typeof sql === "string" ? { duckdb: sql, postgres: sql, redshift: sql } : sql,
    everyMs: durationMs(every ?? defaults.readyEvery),
    timeoutMs: durationMs(timeout ?? defaults.readyTimeout),
    afterTimeout: then ?? defaults.readyThen,
  };
}
