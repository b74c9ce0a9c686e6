import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const connections = fileURLToPath(new URL("../../runner/src/connect/open-connections.ts", import.meta.url));

/** Which of the two clients are loaded: after opening destinations, and after asking one something. */
const script = `
  import { Module } from "node:module";
  const loaded = () => ["@aws-sdk/client-s3/", "/ssh2/"].map((name) => Object.keys(Module._cache).some((file) => file.includes(name)));
  const { openDestination } = await import(${JSON.stringify(connections)});
  const destinations = {
    s3: { type: "s3", bucket: "exports", endpoint: "http://127.0.0.1:1", accessKeyId: "a", secretAccessKey: "b" },
    sftp: { type: "sftp", host: "127.0.0.1", port: 1, user: "a", password: "b", hostKeys: [], path: "x" },
  };
  const around = { connections: { warehouses: {}, destinations }, root: "/", folder: "/", trusted: true };
  const [s3, sftp] = ["s3", "sftp"].map((name) => openDestination(around, name));
  const seen = [loaded()];
  await s3.exists("x").catch(() => {});
  seen.push(loaded());
  await sftp.exists("x").catch(() => {});
  seen.push(loaded());
  console.log(JSON.stringify(seen));
`;

it("loads the client of a destination when it is first asked something", async () => {
  const { stdout } = await run(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    "--input-type=module",
    "-e",
    script,
  ]);
  expect(JSON.parse(stdout)).toEqual([
    [false, false],
    [true, false],
    [true, true],
  ]);
});
