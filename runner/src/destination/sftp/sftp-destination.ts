import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { Readable } from "node:stream";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { Slots } from "../../warehouse/slots.ts";
import type { Check } from "../../warehouse/warehouse.ts";
import { checkPublishing } from "../check-publishing.ts";
import type { ByteRange, Destination, LocalFile } from "../destination.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { copyLocally } from "../local-copy.ts";
import { noFile } from "../missing-file.ts";
import { checkAttempt, pathError, segmentsOf, stagingName } from "../relative-path.ts";
import { Spool } from "../spool.ts";
import type { StepListener } from "../steps.ts";
import { stopFirst } from "../stop-first.ts";
import { Connection } from "./connection.ts";
import { giveName, ifThere, isThere, makeFolders } from "./remote-folder.ts";
import type { Session } from "./session.ts";
import { explainSftp, status, statusOf } from "./sftp-error.ts";
import type { SftpSettings } from "./sftp-settings.ts";
import { readAhead, sendFile, sendText, syncFolder } from "./transfer.ts";

/** Files that are read at once: a server holds few open for one connection. */
const readersAtOnce = 64;
const mostReadTries = 4;
const neverAborted = new AbortController().signal;

/** What only tests set. */
export interface SftpOptions {
  readonly onStep?: StepListener;
}

/** A folder on an SSH server. Nothing is connected before the first use. */
export function openSftpDestination(
  name: string,
  settings: SftpSettings,
  projectFolder: string,
  { onStep }: SftpOptions = {},
): Destination {
  return new SftpDestination(name, settings, projectFolder, onStep);
}

/**
 * Files wait on this machine's disk until `seal` has sent them to the server's `.staging/<attempt>/`, from where every runner can
 * publish them: by a link or a rename that fails when the name is taken (docs/decisions/0008).
 */
class SftpDestination implements Destination {
  readonly name: string;
  readonly #settings: SftpSettings;
  readonly #connection: Connection;
  readonly #spool: Spool;
  readonly #readers = new Slots(readersAtOnce);
  readonly #onStep: StepListener | undefined;

  constructor(name: string, settings: SftpSettings, projectFolder: string, onStep: StepListener | undefined) {
    this.name = name;
    this.#settings = settings;
    this.#connection = new Connection(settings, this.#locateRemote(settings.path));
    this.#spool = new Spool(name, projectFolder, settings.spool);
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
    const staging = this.#pathOf(stagingName, attempt);
    await this.#using(staging, (session) => makeFolders(session, this.#settings.path, [stagingName, attempt]));
    for (const name of (await readdir(folder)).sort()) {
      const to = posix.join(staging, name);
      await this.#using(to, async (session) => {
        signal?.throwIfAborted();
        try {
          await sendFile(session, { file: join(folder, name), to, signal, onStep: this.#onStep });
        } catch (error) {
          throw await this.#fullOr(session, error);
        }
      });
      await this.#onStep?.("file-uploaded");
    }
    await this.#using(staging, (session) => syncFolder(session, staging));
    // From here on the server has it; the disk may need the room before the attempt ends.
    await this.#spool.discard(attempt);
  }

  /** The protocol does not tell a full disk from other failures. */
  async #fullOr(session: Session, error: unknown): Promise<unknown> {
    if (statusOf(error) !== status.failure) return error;
    const free = await session.free(this.#settings.path);
    if (free === undefined || free > 2 ** 20) return error;
    return new DatafeedError("destination-full", `No room left in ${this.#locateRemote(this.#settings.path)}`, {
      hint: "Make room and run again.",
      cause: error,
    });
  }

  async publish(attempt: string, staged: string, path: string): Promise<"created" | "exists"> {
    checkAttempt(attempt);
    const source = this.#pathOf(stagingName, attempt, ...segmentsOf(staged));
    const segments = segmentsOf(path);
    const target = this.#pathOf(...segments);
    return this.#using(target, async (session) => {
      const folder = await makeFolders(session, this.#settings.path, segments.slice(0, -1));
      const outcome = await giveName(session, { source, target, place: this.#locateRemote(source), onStep: this.#onStep });
      // Whoever made the name may not have come to make it durable.
      await syncFolder(session, folder);
      if (outcome === "created") await ifThere(session.unlink(source));
      return outcome;
    });
  }

  async createExclusive(attempt: string, path: string, text: string): Promise<"created" | "exists"> {
    checkAttempt(attempt);
    const segments = segmentsOf(path);
    // A name of its own: the file of another call may already be linked under the final name.
    const temporary = `text-${randomBytes(6).toString("hex")}`;
    const staged = this.#pathOf(stagingName, attempt, temporary);
    await this.#using(this.#pathOf(...segments), async (session) => {
      await makeFolders(session, this.#settings.path, [stagingName, attempt]);
      await ifThere(session.unlink(staged));
      await sendText(session, staged, text);
    });
    const outcome = await this.publish(attempt, temporary, path);
    if (outcome === "exists") await this.#using(staged, (session) => ifThere(session.unlink(staged)));
    return outcome;
  }

  async discard(attempt: string): Promise<void> {
    await this.#spool.discard(attempt);
    const staging = this.#pathOf(stagingName, attempt);
    checkAttempt(attempt);
    await this.#using(staging, async (session) => {
      // Another runner may be writing into it: then it is not empty after all.
      for (let tries = 1; ; tries++) {
        const entries = await ifThere(session.readdir(staging));
        if (entries === undefined) return;
        for (const { filename } of entries) await ifThere(session.unlink(posix.join(staging, filename)));
        await this.#onStep?.("staging-half-removed");
        try {
          await ifThere(session.rmdir(staging));
          return;
        } catch (error) {
          if (statusOf(error) === undefined || tries === 3) throw error;
        }
      }
    });
  }

  async staged(): Promise<readonly string[]> {
    const staging = this.#pathOf(stagingName);
    const entries = await this.#using(staging, (session) => ifThere(session.readdir(staging)));
    const found = new Set(await this.#spool.attempts());
    for (const { filename } of entries ?? []) found.add(filename);
    return [...found].sort();
  }

  async fingerprint(path: string, signal?: AbortSignal) {
    try {
      return await fingerprintOf(this.read(path), signal);
    } catch (error) {
      if (error instanceof DatafeedError && error.code === "destination-no-file") return undefined;
      throw error;
    }
  }

  async *list(folder?: string): AsyncGenerator<string> {
    const waiting = [folder === undefined ? [] : segmentsOf(folder)];
    for (let segments = waiting.pop(); segments !== undefined; segments = waiting.pop()) {
      const place = this.#pathOf(...segments);
      for (const { filename, attrs } of (await this.#using(place, (session) => ifThere(session.readdir(place)))) ?? []) {
        if (segments.length === 0 && filename === stagingName) continue;
        if (attrs.isDirectory()) waiting.push([...segments, filename]);
        else if (attrs.isFile()) yield [...segments, filename].join("/");
      }
    }
  }

  async exists(path: string): Promise<boolean> {
    const place = this.#pathOf(...segmentsOf(path));
    return this.#using(place, (session) => isThere(session, place));
  }

  read(path: string, range: ByteRange = {}): Readable {
    const segments = segmentsOf(path);
    return Readable.from(this.#content(segments, range), { objectMode: false, highWaterMark: 1 << 18 });
  }

  /** What was published never changes: after the connection broke the reading goes on where it was. */
  async *#content(segments: readonly string[], { from = 0, to = Number.POSITIVE_INFINITY }: ByteRange): AsyncGenerator<Buffer> {
    const place = this.#pathOf(...segments);
    await this.#readers.acquire(neverAborted);
    try {
      yield* this.#pieces(segments, place, from, to);
    } finally {
      this.#readers.release();
    }
  }

  async *#pieces(segments: readonly string[], place: string, from: number, to: number): AsyncGenerator<Buffer> {
    let position = from;
    for (let tries = 1; ; tries++) {
      const { session, handle, bytes } = await this.#using(place, (current) => this.#openFile(current, segments));
      try {
        for await (const piece of readAhead(session, handle, position, Math.min(to, bytes))) {
          position += piece.length;
          yield piece;
        }
        return;
      } catch (error) {
        if (!session.lost || tries === mostReadTries) throw explainSftp(error, this.#locateRemote(place));
      } finally {
        if (!session.lost) await session.close(handle).catch(() => {});
      }
    }
  }

  /** Never follows a link in the last step: what was published is a file. */
  async #openFile(session: Session, segments: readonly string[]) {
    const place = this.#pathOf(...segments);
    const found = await ifThere(session.lstat(place));
    if (found === undefined) throw noFile(this.#locateRemote(place));
    if (!found.isFile()) throw pathError(segments.join("/"), "something else stands where a file was published");
    return { session, handle: await session.open(place, "r"), bytes: found.size };
  }

  async localFile(path: string): Promise<LocalFile> {
    return copyLocally(this.read(path));
  }

  async delete(path: string): Promise<void> {
    const segments = segmentsOf(path);
    const place = this.#pathOf(...segments);
    await this.#using(place, async (session) => {
      await ifThere(session.unlink(place));
      await syncFolder(session, posix.dirname(place));
    });
  }

  locate(path: string): string {
    return this.#locateRemote(this.#pathOf(...segmentsOf(path)));
  }

  async check(signal: AbortSignal): Promise<readonly Check[]> {
    return checkPublishing(this, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  #pathOf(...segments: readonly string[]): string {
    return posix.join(this.#settings.path, ...segments);
  }

  /** As a URL, in which a path that counts from the user's home begins with a tilde. */
  #locateRemote(path: string): string {
    const { host, port = 22 } = this.#settings;
    return `sftp://${host}${port === 22 ? "" : `:${port}`}${path.startsWith("/") ? "" : "/~/"}${path}`;
  }

  async #using<T>(path: string, action: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.#connection.use(action);
    } catch (error) {
      if (error instanceof Error && error.name === "AbortError") throw error;
      throw explainSftp(error, this.#locateRemote(path));
    }
  }
}
