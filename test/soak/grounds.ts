import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { Destination } from "../../runner/src/destination/destination.ts";
import { openFileDestination } from "../../runner/src/destination/file/file-destination.ts";
import { openS3Destination } from "../../runner/src/destination/s3/s3-destination.ts";
import { openSftpDestination } from "../../runner/src/destination/sftp/sftp-destination.ts";
import { startPostgres } from "../support/embedded-postgres.ts";
import { startS3Server } from "../support/s3-server.ts";
import { startSshServer } from "../support/ssh-server.ts";
import type { SceneOptions } from "./scene.ts";

/** Where a campaign is fought: which ledger, which destination, how many runners. */
export interface Ground {
  readonly name: string;
  readonly runners: number;
  open(): Promise<OpenGround>;
}

export interface OpenGround extends AsyncDisposable {
  readonly scene: Omit<SceneOptions, "minutes">;
  /** The checker's own way to the files. */
  readonly destination: Destination;
}

type Place = Pick<OpenGround, "destination"> & AsyncDisposable & { readonly connection: Readonly<Record<string, unknown>> };

const places: Readonly<Record<string, () => Promise<Place>>> = {
  folder: async () => {
    const path = await mkdtemp(join(tmpdir(), "datafeed-soak-out-"));
    return {
      connection: { type: "file", path },
      destination: openFileDestination("local", { path }, path),
      [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
    };
  },
  s3: async () => {
    const server = await startS3Server();
    const spool = await ownSpool();
    const { settings } = await server.makeBucket();
    const destination = openS3Destination("local", settings, tmpdir());
    return {
      connection: { type: "s3", ...settings },
      destination,
      [Symbol.asyncDispose]: async () => {
        await destination[Symbol.asyncDispose]();
        await spool[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  },
  sftp: async () => {
    const server = await startSshServer();
    const spool = await ownSpool();
    const destination = openSftpDestination("local", server.settings, tmpdir());
    return {
      connection: { type: "sftp", ...server.settings },
      destination,
      [Symbol.asyncDispose]: async () => {
        await destination[Symbol.asyncDispose]();
        await spool[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  },
};

/**
 * A temporary folder for this ground alone, which its runners inherit: what they spool there is looked at in the end, and is not
 * to be mixed with that of others on this machine.
 */
async function ownSpool(): Promise<AsyncDisposable> {
  const before = process.env["TMPDIR"];
  const folder = await mkdtemp(join(tmpdir(), "datafeed-soak-spool-"));
  process.env["TMPDIR"] = folder;
  return {
    [Symbol.asyncDispose]: async () => {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** SQLite with one runner, PostgreSQL with two or three, each with every destination. */
export const grounds: readonly Ground[] = Object.entries(places).flatMap(([place, open]) => [
  { name: `sqlite, ${place}`, runners: 1, open: () => embedded(open) },
  { name: `postgres, ${place}`, runners: place === "folder" ? 3 : 2, open: () => shared(open) },
]);

async function embedded(openPlace: () => Promise<Place>): Promise<OpenGround> {
  const place = await openPlace();
  return {
    scene: { destination: place.connection },
    destination: place.destination,
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

/** The ledger in PostgreSQL, the warehouse in another database of the same server. */
async function shared(openPlace: () => Promise<Place>): Promise<OpenGround> {
  const server = await postgres();
  const place = await openPlace();
  const [ledgerUrl, warehouseUrl] = [await createDatabase(server.url), await createDatabase(server.url)];
  return {
    scene: { destination: place.connection, ledgerUrl, warehouseUrl },
    destination: place.destination,
    [Symbol.asyncDispose]: async () => {
      await place[Symbol.asyncDispose]();
      await server.stop();
    },
  };
}

/** The tests' own server where there is one: DATAFEED_SOAK_POSTGRES_URL. */
async function postgres(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const given = process.env["DATAFEED_SOAK_POSTGRES_URL"];
  return given === undefined ? startPostgres({ max_connections: "200" }) : { url: given, stop: async () => {} };
}

async function createDatabase(server: string): Promise<string> {
  const name = `soak_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
