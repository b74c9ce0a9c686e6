import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { environment, launcher } from "../cli/command-line.ts";
import { makeScene } from "../soak/scene.ts";

/**
 * A daemon in a mount namespace of its own, with a small disk at `full`. Each line on its input makes the disk so large. At its
 * end it lists what stands on the disk, since nobody else sees it.
 */
const script = `
set -e
mount -t tmpfs -o size="$1" none "$2"
shift 1; disk="$1"; shift 1
"$@" & daemon=$!
while read -r size; do
  if [ "$size" = stop ]; then break; fi
  mount -o remount,size="$size" "$disk"
done
kill -TERM $daemon; wait $daemon || echo "ended with $?"
cd "$disk"; find . -type f | sort | sed 's/^/FILE /'
`;

test("a full disk of the destination publishes nothing by halves; with room again everything is published", async () => {
  const disk = await mkdtemp(join(tmpdir(), "datafeed-full-"));
  try {
    await using scene = await makeScene({ destination: { type: "file", path: disk }, minutes: 20 });
    const daemon = startOn(disk, "100k", scene);
    await using ledger = await openLedger(scene.ledger);
    const failures = () =>
      ledger.read((db) => db.selectFrom("attempts").select("error_code").where("state", "=", "failed").execute());
    // The days do not fit; what is smaller may.
    await daemon.until(async () => (await failures()).length > 0);
    for (const { error_code } of await failures()) expect(error_code).toMatch(/^(destination-full|format-disk-full)$/);
    daemon.say("50m");
    await daemon.until(async () => {
      const rows = await ledger.read((db) => db.selectFrom("obligations").select("state").execute());
      return rows.length > 40 && rows.every(({ state }) => state === "published");
    });
    const files = await daemon.stop();
    const outputs = await ledger.read((db) => db.selectFrom("outputs").selectAll().execute());
    const expected = outputs.flatMap(({ parts, manifest_path }) => [
      ...(JSON.parse(parts) as { path: string }[]).map(({ path }) => path),
      manifest_path,
    ]);
    expect(files.sort()).toEqual(expected.sort());
  } finally {
    await rm(disk, { recursive: true, force: true });
  }
});

test("a full disk of the ledger loses nothing that was acknowledged; with room again the daemon goes on", async () => {
  const state = await mkdtemp(join(tmpdir(), "datafeed-full-"));
  const out = await mkdtemp(join(tmpdir(), "datafeed-full-out-"));
  try {
    await using scene = await makeScene({ destination: { type: "file", path: out }, minutes: 120 });
    const ledger = join(state, "ledger.sqlite");
    await mkdir(state, { recursive: true });
    const daemon = startOn(state, "1200k", { ...scene, ledger });
    await daemon.until(async () => daemon.lines.some((line) => line.includes("ledger-full")));
    const published = () => daemon.lines.filter((line) => line.includes('"msg":"published"')).length;
    const before = published();
    daemon.say("50m");
    await daemon.until(async () => published() > Math.max(before, 250));
    expect(await daemon.stop()).toContain("ledger.sqlite");
    expect(daemon.lines.join("\n")).not.toContain("ended with");
  } finally {
    await rm(state, { recursive: true, force: true });
    await rm(out, { recursive: true, force: true });
  }
});

function startOn(
  disk: string,
  size: string,
  scene: { readonly project: string; readonly connections: string; readonly ledger: string },
) {
  const command = [
    ...[process.execPath, launcher, "serve", "--project", scene.project, "--connections", scene.connections],
    ...["--ledger", scene.ledger, "--role", "scheduler,worker", "--lease", "2s", "--log-format", "json"],
  ];
  const child = spawn("unshare", ["-rm", "bash", "-c", script, "bash", size, disk, ...command], {
    env: environment({ cwd: scene.project, home: scene.project }),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on("line", (line) => lines.push(line));
  return {
    lines,
    say: (line: string) => child.stdin.write(`${line}\n`),
    /** Other processes tell this one nothing: it looks now and then. */
    until: async (isSo: () => Promise<boolean>) => {
      const deadline = performance.now() + 120_000;
      while (!(await isSo())) {
        if (performance.now() > deadline || child.exitCode !== null) throw new Error(lines.slice(-10).join("\n"));
        await setTimeout(300);
      }
    },
    stop: async () => {
      child.stdin.end("stop\n");
      await once(child, "close");
      return lines.filter((line) => line.startsWith("FILE ")).map((line) => line.slice("FILE ./".length));
    },
  };
}
