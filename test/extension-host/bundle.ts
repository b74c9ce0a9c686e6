import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** Makes one file of the tests, as extension hosts of every age load it; its path. */
export async function bundleTests(): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "datafeed-host-tests-")), "smoke.cjs");
  await build({
    entryPoints: [join(import.meta.dirname, "smoke.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    external: ["vscode"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return file;
}
