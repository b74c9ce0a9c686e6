import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { proveFence } from "../execute/fence.ts";
import { type SshServer, startSshServer } from "../support/ssh-server.ts";

let server: SshServer;
beforeAll(async () => {
  server = await startSshServer();
});
afterAll(() => server[Symbol.asyncDispose]());

proveFence({
  type: "sftp",
  ledger: "postgres",
  renew: async () => {
    const folder = await mkdtemp(join(server.folder, "scene-"));
    return { type: "sftp", folder, settings: { ...server.settings, path: folder } };
  },
});
