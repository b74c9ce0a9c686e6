import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Destination } from "../../runner/src/destination/destination.ts";
import { openFileDestination } from "../../runner/src/destination/file/file-destination.ts";
import { openS3Destination } from "../../runner/src/destination/s3/s3-destination.ts";
import type { S3Settings } from "../../runner/src/destination/s3/s3-settings.ts";
import { openSftpDestination } from "../../runner/src/destination/sftp/sftp-destination.ts";
import type { SftpSettings } from "../../runner/src/destination/sftp/sftp-settings.ts";
import type { StepListener } from "../../runner/src/destination/steps.ts";
import { startS3Server } from "../support/s3-server.ts";
import { startSshServer } from "../support/ssh-server.ts";

/** What a destination is opened by; it can be told to another process. */
export type Opening = { readonly folder: string } & (
  | { readonly type: "file"; readonly path: string }
  | { readonly type: "s3"; readonly settings: S3Settings }
  | { readonly type: "sftp"; readonly settings: SftpSettings }
);

/** Parts as small as a store takes them, so that a file of a few MiB has several. */
export function open(opening: Opening, onStep: StepListener = () => {}): Destination {
  const { folder } = opening;
  switch (opening.type) {
    case "file":
      return openFileDestination("place", opening, folder, { onStep });
    case "s3":
      return openS3Destination("place", { ...opening.settings, spool: "spool" }, folder, {
        onStep,
        partSizes: { upload: 5 * 2 ** 20, copy: 5 * 2 ** 20 },
      });
    case "sftp":
      return openSftpDestination("place", { ...opening.settings, spool: "spool" }, folder, { onStep });
  }
}

/** A place with a server, where it needs one. */
export interface DestinationPlace extends AsyncDisposable {
  /** A new one in which nothing was published. */
  renew(): Promise<Opening>;
  /** What `locate` begins with. */
  readonly scheme: string;
  /** The server, where there is one. */
  readonly server?: { kill(): Promise<void>; start(): Promise<void>; pause(): Promise<void>; resume(): Promise<void> };
  /** Settings that go wrong, by the code of the error that they lead to. */
  readonly wrong: ReadonlyMap<string, Opening>;
}

export const places: ReadonlyMap<string, () => Promise<DestinationPlace>> = new Map([
  ["a local folder", localFolder],
  ["an S3 server", s3Server],
  ["OpenSSH with its internal server", () => sshServer("internal")],
  ["OpenSSH with Debian's sftp-server", () => sshServer("external")],
]);

const temporary = () => mkdtemp(join(tmpdir(), "datafeed-place-"));

async function localFolder(): Promise<DestinationPlace> {
  const folder = await temporary();
  return {
    renew: async () => ({ type: "file", folder, path: await mkdtemp(join(folder, "out-")) }),
    scheme: folder,
    wrong: new Map([["destination-missing", { type: "file", folder, path: "/not/there/at/all" }]]),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

async function s3Server(): Promise<DestinationPlace> {
  const folder = await temporary();
  const server = await startS3Server();
  const wrong = (settings: Partial<S3Settings>): Opening => ({
    type: "s3",
    folder,
    settings: { ...server.settings, ...settings },
  });
  return {
    renew: async () => {
      const { settings } = await server.makeBucket();
      return { type: "s3", folder: await mkdtemp(join(folder, "s-")), settings: { ...settings, prefix: "a b/für Ämter" } };
    },
    scheme: "s3://",
    server,
    wrong: new Map([
      ["destination-missing", wrong({ bucket: "no-such-bucket" })],
      ["destination-login", wrong({ secretAccessKey: "not-the-secret" })],
      ["destination-denied", wrong(server.powerless)],
      ["destination-unreachable", wrong({ endpoint: "http://127.0.0.1:1" })],
    ]),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function sshServer(kind: "internal" | "external"): Promise<DestinationPlace> {
  const folder = await temporary();
  const server = await startSshServer(kind);
  const wrong = (settings: Partial<SftpSettings>): Opening => ({
    type: "sftp",
    folder,
    settings: { ...server.settings, ...settings },
  });
  return {
    renew: async () => ({
      type: "sftp",
      folder: await mkdtemp(join(folder, "s-")),
      settings: { ...server.settings, ...server.locked, path: await mkdtemp(join(server.folder, "für Ämter ")) },
    }),
    scheme: "sftp://127.0.0.1:",
    server,
    wrong: new Map([
      ["destination-missing", wrong({ path: "/not/there/at/all" })],
      ["destination-login", wrong({ ...server.locked, passphrase: "not-the-passphrase" })],
      ["destination-host-key", wrong({ hostKeys: [`SHA256:${"A".repeat(43)}`] })],
      ["destination-unreachable", wrong({ port: 1 })],
    ]),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
