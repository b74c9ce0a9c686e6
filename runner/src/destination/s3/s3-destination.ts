import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Check } from "../../warehouse/warehouse.ts";
import { checkPublishing, overwritten } from "../check-publishing.ts";
import type { ByteRange, Destination, LocalFile } from "../destination.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { inParallel } from "../in-parallel.ts";
import { copyLocally } from "../local-copy.ts";
import { noFile, stagingLost } from "../missing-file.ts";
import { checkAttempt, segmentsOf, stagingName } from "../relative-path.ts";
import { Spool } from "../spool.ts";
import type { StepListener } from "../steps.ts";
import { stopFirst } from "../stop-first.ts";
import { Bucket, untilSettled } from "./bucket.ts";
import { copyExclusively, uploadFile } from "./multipart.ts";
import { explainS3 } from "./s3-error.ts";
import { defaultPartSizes, type PartSizes, type S3Settings } from "./s3-settings.ts";

/** Below an attempt's staging: `file/<name>` is what it staged, `to/<path>` says that it may be publishing there. */
const stagedFiles = "file";
const publishingTo = "to";
const requestsAtOnce = 8;

/** What only tests set. */
export interface S3Options {
  readonly onStep?: StepListener;
  readonly partSizes?: PartSizes;
}

/** A bucket. Nothing is asked of it before the first use. */
export function openS3Destination(
  name: string,
  settings: S3Settings,
  projectFolder: string,
  options: S3Options = {},
): Destination {
  return new S3Destination(name, settings, projectFolder, options);
}

/**
 * Files wait on this machine's disk until `seal` has sent them to `<prefix>/.staging/<attempt>/`, from where every runner can
 * publish them: by a copy within the store that is completed only if nothing has the name (docs/decisions/0008).
 */
class S3Destination implements Destination {
  readonly name: string;
  readonly #bucket: Bucket;
  /** With a slash at its end, or empty. */
  readonly #prefix: string;
  readonly #spool: Spool;
  readonly #partSizes: PartSizes;
  readonly #onStep: StepListener | undefined;

  constructor(name: string, settings: S3Settings, projectFolder: string, { onStep, partSizes = defaultPartSizes }: S3Options) {
    this.name = name;
    this.#bucket = new Bucket(settings);
    this.#prefix = settings.prefix === undefined ? "" : `${settings.prefix}/`;
    this.#spool = new Spool(name, projectFolder, settings.spool);
    this.#partSizes = partSizes;
    this.#onStep = onStep;
  }

  async stagingFolder(attempt: string): Promise<string> {
    return this.#spool.make(attempt);
  }

  async seal(attempt: string, signal?: AbortSignal): Promise<void> {
    await stopFirst(signal, () => this.#send(attempt, signal));
  }

  async #send(attempt: string, signal: AbortSignal | undefined): Promise<void> {
    const folder = await this.#spool.make(attempt);
    await this.#explained(this.#stagingKey(attempt), async () => {
      for (const name of (await readdir(folder)).sort()) {
        signal?.throwIfAborted();
        await uploadFile(this.#bucket, {
          key: this.#stagingKey(attempt, stagedFiles, name),
          file: join(folder, name),
          partBytes: this.#partSizes.upload,
          signal,
          onStep: this.#onStep,
        });
        await this.#onStep?.("file-uploaded");
      }
    });
    // From here on the store has it; the disk may need the room before the attempt ends.
    await this.#spool.discard(attempt);
  }

  async publish(attempt: string, staged: string, path: string): Promise<"created" | "exists"> {
    const from = this.#stagingKey(attempt, stagedFiles, ...segmentsOf(staged));
    const to = this.#keyOf(path);
    return this.#explained(to, () =>
      untilSettled(this.locate(path), async () => {
        if ((await this.#bucket.sizeOf(to)) !== undefined) return "exists";
        if ((await this.#bucket.sizeOf(from)) === undefined) {
          // Another may have published it and cleared staging between the two questions.
          if ((await this.#bucket.sizeOf(to)) !== undefined) return "exists";
          throw stagingLost(this.#locateKey(from));
        }
        // Uploads don't tell who began them: this tells where to look for ours.
        await this.#bucket.put(this.#stagingKey(attempt, publishingTo, ...segmentsOf(path)), Buffer.alloc(0));
        await this.#onStep?.("publishing-noted");
        return copyExclusively(this.#bucket, { from, to, partBytes: this.#partSizes.copy, onStep: this.#onStep });
      }),
    );
  }

  async createExclusive(attempt: string, path: string, text: string): Promise<"created" | "exists"> {
    checkAttempt(attempt);
    const key = this.#keyOf(path);
    return this.#explained(key, () => this.#bucket.putExclusively(key, Buffer.from(text)));
  }

  async discard(attempt: string): Promise<void> {
    const staging = this.#stagingKey(attempt, "");
    await this.#spool.discard(attempt);
    await this.#explained(staging, async () => {
      const keys: string[] = [];
      for await (const key of this.#bucket.keysBelow(staging)) keys.push(key);
      const noted = keys.filter((key) => key.startsWith(`${staging}${publishingTo}/`));
      // First what can be copied, then the copies that are under way, then the notes that lead to them: see copyExclusively.
      await this.#removeAll(keys.filter((key) => !noted.includes(key)));
      await this.#onStep?.("staging-half-removed");
      await this.#abortAll(staging);
      await inParallel(requestsAtOnce, noted, async (note) => {
        const target = `${this.#prefix}${note.slice(`${staging}${publishingTo}/`.length)}`;
        await this.#abortAll(target, target);
      });
      await this.#removeAll(noted);
    });
  }

  async #removeAll(keys: readonly string[]): Promise<void> {
    await inParallel(requestsAtOnce, keys, (key) => this.#bucket.remove(key));
  }

  async #abortAll(prefix: string, key?: string): Promise<void> {
    for await (const upload of this.#bucket.uploadsBelow(prefix)) {
      if (key === undefined || upload.key === key) await this.#bucket.abort(upload);
    }
  }

  async staged(): Promise<readonly string[]> {
    const staging = `${this.#prefix}${stagingName}/`;
    const found = new Set(await this.#spool.attempts());
    await this.#explained(staging, async () => {
      for await (const folder of this.#bucket.foldersBelow(staging)) found.add(folder.slice(staging.length, -1));
      for await (const { key } of this.#bucket.uploadsBelow(staging)) found.add(key.slice(staging.length).split("/")[0] ?? "");
    });
    return [...found].sort();
  }

  async fingerprint(path: string, signal?: AbortSignal) {
    const key = this.#keyOf(path);
    return this.#explained(key, async () => {
      const content = await this.#bucket.get(key, {}, signal);
      if (content === undefined) return undefined;
      return fingerprintOf(content, signal);
    });
  }

  async *list(folder?: string): AsyncGenerator<string> {
    const prefix = folder === undefined ? this.#prefix : `${this.#keyOf(folder)}/`;
    try {
      for await (const key of this.#bucket.keysBelow(prefix)) {
        const path = key.slice(this.#prefix.length);
        if (!path.startsWith(`${stagingName}/`) && !path.endsWith("/")) yield path;
      }
    } catch (error) {
      throw explainS3(error, this.#locateKey(prefix));
    }
  }

  async exists(path: string): Promise<boolean> {
    const key = this.#keyOf(path);
    return this.#explained(key, async () => (await this.#bucket.sizeOf(key)) !== undefined);
  }

  read(path: string, range: ByteRange = {}): Readable {
    const key = this.#keyOf(path);
    const output = new PassThrough();
    // Who asked may have failed before listening; whoever reads hears of the error all the same.
    output.on("error", () => {});
    const given = new AbortController();
    output.once("close", () => given.abort());
    this.#explained(key, async () => {
      const content = await this.#bucket.get(key, range, given.signal);
      if (content === undefined) throw noFile(this.locate(path));
      // Whoever asked may be gone already: a pipeline that never begins would leave the socket open.
      if (output.destroyed) content.destroy();
      else await pipeline(content, output);
    }).catch((error: Error) => output.destroy(error));
    return output;
  }

  async localFile(path: string): Promise<LocalFile> {
    return copyLocally(this.read(path));
  }

  async delete(path: string): Promise<void> {
    const key = this.#keyOf(path);
    await this.#explained(key, () => this.#bucket.remove(key));
  }

  locate(path: string): string {
    return this.#locateKey(this.#keyOf(path));
  }

  async check(signal: AbortSignal): Promise<readonly Check[]> {
    return checkPublishing(this, signal, (attempt) => this.#tryCopies(attempt));
  }

  /** `publish` looks before it copies, so that a store which completes a second copy is found out only here. */
  async #tryCopies(attempt: string): Promise<void> {
    const at = (name: string) => this.#stagingKey(attempt, stagedFiles, name);
    await this.#explained(at("copy"), async () => {
      await this.#bucket.put(at("copied"), Buffer.from("datafeed"));
      const copy = { from: at("copied"), to: at("copy"), partBytes: this.#partSizes.copy, onStep: undefined };
      await copyExclusively(this.#bucket, copy);
      if ((await copyExclusively(this.#bucket, copy)) !== "exists") throw overwritten(this.#locateKey(at("copy")));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bucket.close();
  }

  #keyOf(path: string): string {
    return this.#prefix + segmentsOf(path).join("/");
  }

  #stagingKey(attempt: string, ...rest: readonly string[]): string {
    checkAttempt(attempt);
    return [`${this.#prefix}${stagingName}`, attempt, ...rest].join("/");
  }

  #locateKey(key: string): string {
    return `s3://${this.#bucket.name}/${key}`;
  }

  async #explained<T>(key: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof Error && error.name === "AbortError") throw error;
      throw explainS3(error, this.#locateKey(key));
    }
  }
}
