import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { S3Settings } from "../../runner/src/destination/s3/s3-settings.ts";
import { freePort } from "./free-port.ts";
import { ServerProcess } from "./server-process.ts";

const run = promisify(execFile);

/** An S3 server of our own: versitygw over a folder. It checks signatures, and honours `If-None-Match` under concurrency. */
export interface S3Server extends AsyncDisposable {
  /** Of its one bucket, by a key that may do everything. */
  readonly settings: S3Settings;
  /** Of a key that is known and may do nothing. */
  readonly powerless: S3Settings;
  /** A new bucket, and where the server keeps its objects and unfinished uploads on this machine. */
  makeBucket(): Promise<{ readonly settings: S3Settings; readonly folder: string; readonly uploads: string }>;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** It stands still, its connections with it, until it is resumed. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** Errors: when the program is not there; `scripts/test-servers` installs it. */
export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-s3-"));
  const port = await freePort();
  const program = await versitygw();
  await mkdir(join(folder, "data"));
  await mkdir(join(folder, "users"));
  const [access, secret] = ["datafeed-test", "a/secret+of=the tests"];
  const server = new ServerProcess(
    program,
    ["--quiet", "--port", `127.0.0.1:${port}`, "--iam-dir", join(folder, "users"), "posix", join(folder, "data")],
    port,
    { ROOT_ACCESS_KEY_ID: access, ROOT_SECRET_ACCESS_KEY: secret },
  );
  await server.start();
  const endpoint = `http://127.0.0.1:${port}`;
  const settings: S3Settings = {
    bucket: "exports",
    endpoint,
    pathStyle: true,
    accessKeyId: access,
    secretAccessKey: secret,
  };
  await makeBucket(settings);
  const admin = ["admin", "--access", access, "--secret", secret, "--endpoint-url", endpoint];
  await run(program, [...admin, "create-user", "--access", "powerless", "--secret", "password-1", "--role", "user"]);
  return {
    settings,
    powerless: { ...settings, accessKeyId: "powerless", secretAccessKey: "password-1" },
    makeBucket: async () => {
      const bucket = `b-${randomBytes(8).toString("hex")}`;
      await makeBucket({ ...settings, bucket });
      const objects = join(folder, "data", bucket);
      return { settings: { ...settings, bucket }, folder: objects, uploads: join(objects, ".sgwtmp", "multipart") };
    },
    kill: () => server.kill(),
    start: () => server.start(),
    pause: () => server.pause(),
    resume: () => server.resume(),
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeBucket({ bucket, endpoint = "", accessKeyId = "", secretAccessKey = "" }: S3Settings): Promise<void> {
  const { S3 } = await import("@aws-sdk/client-s3");
  const client = new S3({ endpoint, region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
  await client.createBucket({ Bucket: bucket });
  client.destroy();
}

async function versitygw(): Promise<string> {
  // As scripts/test-servers builds it.
  const cache = process.env["DATAFEED_TEST_CACHE"] ?? join(homedir(), ".cache/datafeed-test");
  const program = join(cache, "bin/versitygw-v1.8.0");
  try {
    await run(program, ["--version"]);
    return program;
  } catch (cause) {
    throw new Error(`The S3 server of the tests is missing (${program}). Run scripts/test-servers.`, { cause });
  }
}
