import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serve } from "../../runner/src/daemon/serve.ts";

test("a daemon that is stopped while it starts ends at once, and its git with it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "datafeed-serve-"));
  writeFileSync(join(folder, "connections.yaml"), "kind: Connections\nwarehouses: {}\ndestinations: {}\n");
  // Takes connections and never says a word.
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const stopping = new AbortController();
  try {
    const asked = once(silent, "connection");
    const { port } = silent.address() as AddressInfo;
    const serving = serve(
      {
        source: { type: "git", url: `https://127.0.0.1:${port}/extracts.git#main`, pollMs: 30_000 },
        root: folder,
        state: join(folder, ".datafeed"),
        connections: join(folder, "connections.yaml"),
        roles: ["scheduler", "worker"],
        host: "127.0.0.1",
        port: 0,
        lease: { leaseMs: 10_000, heartbeatMs: 3_000 },
        shutdownMs: 60_000,
        logLevel: "silent",
        logFormat: "json",
      },
      { signal: stopping.signal },
    );
    const [socket] = (await Promise.race([asked, serving])) as [Socket];
    const hungUp = once(socket.resume(), "close");
    const began = performance.now();
    stopping.abort();
    await serving;
    await hungUp;
    expect(performance.now() - began).toBeLessThan(5_000);
  } finally {
    stopping.abort();
    silent.close();
    rmSync(folder, { recursive: true });
  }
});
