import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Provenance } from "../execute/run-context.ts";

const run = promisify(execFile);

/** The commit of the project's working tree and whether it was changed since; neither where there is no Git. */
export async function readProvenance(root: string): Promise<Provenance> {
  try {
    const { stdout: commit } = await run("git", ["rev-parse", "HEAD"], { cwd: root });
    const { stdout: changes } = await run("git", ["status", "--porcelain", "--", "."], { cwd: root });
    return { commit: commit.trim(), dirty: changes.trim() !== "", approval: "unknown" };
  } catch {
    return { approval: "unknown" };
  }
}
