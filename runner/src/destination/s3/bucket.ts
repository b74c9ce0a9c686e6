import { Readable } from "node:stream";
import type { S3 } from "@aws-sdk/client-s3";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { ByteRange } from "../destination.ts";
import { isConflict, isNoObject, isTaken, statusOf } from "./s3-error.ts";
import type { S3Settings } from "./s3-settings.ts";

/** An unfinished multipart upload. */
export interface Upload {
  readonly key: string;
  readonly id: string;
}

const mostTries = 10;

/** The store's operations on one bucket, by key. Errors are the client's own. The client is loaded when it is first used. */
export class Bucket {
  readonly name: string;
  readonly #settings: S3Settings;
  #client: Promise<S3> | undefined;

  constructor(settings: S3Settings) {
    this.name = settings.bucket;
    this.#settings = settings;
  }

  client(): Promise<S3> {
    this.#client ??= openClient(this.#settings);
    return this.#client;
  }

  /** What each object that is made is made with. */
  get encryption() {
    const { encryption, kmsKey } = this.#settings;
    return {
      ...(encryption === undefined ? {} : { ServerSideEncryption: encryption }),
      ...(kmsKey === undefined ? {} : { SSEKMSKeyId: kmsKey }),
    };
  }

  at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.name, Key: key };
  }

  /** Bytes of an object; undefined when there is none. */
  async sizeOf(key: string): Promise<number | undefined> {
    const head = await this.#head(key);
    return head && (head.ContentLength ?? 0);
  }

  /** The entity tag of an object; undefined when there is none. */
  async tagOf(key: string): Promise<string | undefined> {
    return (await this.#head(key))?.ETag;
  }

  async #head(key: string) {
    try {
      return await (await this.client()).headObject(this.at(key));
    } catch (error) {
      if (isNoObject(error)) return undefined;
      throw error;
    }
  }

  async put(key: string, body: Buffer, signal?: AbortSignal): Promise<void> {
    const client = await this.client();
    await client.putObject({ ...this.at(key), ...this.encryption, Body: body, ChecksumAlgorithm: "SHA256" }, abortable(signal));
  }

  /** "exists" also when it was created by a request whose answer was lost. */
  async putExclusively(key: string, body: Buffer): Promise<"created" | "exists"> {
    const client = await this.client();
    const outcome = await untilSettled(key, async () => {
      try {
        await client.putObject({
          ...this.at(key),
          ...this.encryption,
          Body: body,
          ChecksumAlgorithm: "SHA256",
          IfNoneMatch: "*",
        });
        return "created";
      } catch (error) {
        if (isTaken(error)) return "exists";
        if (isConflict(error)) return "again";
        throw error;
      }
    });
    return outcome;
  }

  /** Undefined when there is none. A range that lies behind the end is empty. */
  async get(key: string, { from = 0, to }: ByteRange, signal: AbortSignal | undefined): Promise<Readable | undefined> {
    if (to !== undefined && to <= from) return (await this.sizeOf(key)) === undefined ? undefined : Readable.from([]);
    const range = from === 0 && to === undefined ? {} : { Range: `bytes=${from}-${to === undefined ? "" : to - 1}` };
    try {
      const { Body } = await (await this.client()).getObject({ ...this.at(key), ...range }, abortable(signal));
      return Body as Readable;
    } catch (error) {
      if (isNoObject(error)) return undefined;
      if (statusOf(error) === 416) return Readable.from([]);
      throw error;
    }
  }

  /** Succeeds when there is none. */
  async remove(key: string): Promise<void> {
    await (await this.client()).deleteObject(this.at(key));
  }

  /** The keys of all objects below a prefix. */
  async *keysBelow(prefix: string): AsyncGenerator<string> {
    for await (const { Contents = [] } of this.#pages(prefix)) {
      for (const { Key } of Contents) if (Key !== undefined) yield Key;
    }
  }

  /** The "folders" directly below a prefix, with their slash. */
  async *foldersBelow(prefix: string): AsyncGenerator<string> {
    for await (const { CommonPrefixes = [] } of this.#pages(prefix, "/")) {
      for (const { Prefix } of CommonPrefixes) if (Prefix !== undefined) yield Prefix;
    }
  }

  async *#pages(prefix: string, delimiter?: string) {
    const client = await this.client();
    const request = { Bucket: this.name, Prefix: prefix, ...(delimiter === undefined ? {} : { Delimiter: delimiter }) };
    for (let token: string | undefined, more = true; more; ) {
      const page = await client.listObjectsV2({ ...request, ...(token === undefined ? {} : { ContinuationToken: token }) });
      yield page;
      token = page.NextContinuationToken;
      more = page.IsTruncated === true && token !== undefined;
    }
  }

  /** All unfinished multipart uploads of keys that begin so. */
  async *uploadsBelow(prefix: string): AsyncGenerator<Upload> {
    const client = await this.client();
    for (let after = {}, more = true; more; ) {
      const page = await client.listMultipartUploads({ Bucket: this.name, Prefix: prefix, ...after });
      for (const { Key, UploadId } of page.Uploads ?? []) {
        // A store may take no notice of the prefix.
        if (Key?.startsWith(prefix) === true && UploadId !== undefined) yield { key: Key, id: UploadId };
      }
      after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      more = page.IsTruncated === true;
    }
  }

  /** Succeeds when there is none any more. */
  async abort({ key, id }: Upload): Promise<void> {
    try {
      await (await this.client()).abortMultipartUpload({ ...this.at(key), UploadId: id });
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    client?.destroy();
  }
}

/** Does something again while the store says that another request is at it. */
export async function untilSettled<T extends string>(key: string, action: () => Promise<T | "again">): Promise<T> {
  for (let tries = 1; tries <= mostTries; tries++) {
    const outcome = await action();
    if (outcome !== "again") return outcome;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * 2 ** Math.min(tries, 5)));
  }
  throw new DatafeedError("destination-failed", `The store could not decide who made ${key}`, {
    hint: "Try again; if it stays so, ask who else writes there.",
  });
}

/** A signal as the SDK takes it. */
export function abortable(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

async function openClient(settings: S3Settings): Promise<S3> {
  const { S3 } = await import("@aws-sdk/client-s3");
  const { endpoint, pathStyle = false, accessKeyId, secretAccessKey, sessionToken } = settings;
  // A store that is not Amazon's has no regions, but a signature has to name one.
  const region = settings.region ?? (endpoint === undefined ? undefined : "us-east-1");
  return new S3({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }),
    forcePathStyle: pathStyle,
    maxAttempts: 7,
    // A copy within the store is silent until it is done; a dead peer is given up by the socket's own time.
    requestHandler: {
      connectionTimeout: 10_000,
      requestTimeout: 300_000,
      throwOnRequestTimeout: true,
      socketTimeout: 300_000,
      httpAgent: { maxSockets: 256 },
      httpsAgent: { maxSockets: 256 },
    },
  });
}
