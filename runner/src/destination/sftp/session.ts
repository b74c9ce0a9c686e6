import type { FileEntryWithStats, SFTPWrapper, Stats } from "ssh2";

const unsupportedText = "Server does not support this extended request";

type Done<T> = (error: Error | undefined | null, value: T) => void;

/** One connection's operations, as promises. When the connection breaks all that are under way fail, and `lost` is true. */
export class Session {
  readonly #sftp: SFTPWrapper;
  readonly #loss: Promise<never>;
  #lose: (error: Error) => void = () => {};
  lost = false;

  constructor(sftp: SFTPWrapper) {
    this.#sftp = sftp;
    this.#loss = new Promise((_, reject) => {
      this.#lose = reject;
    });
    this.#loss.catch(() => {});
    // What ended is told by the end; an error without a listener would end the process.
    sftp.on("error", (error: Error) => this.end(error));
    for (const event of ["end", "close"]) sftp.on(event, () => this.end(new Error("the connection broke")));
  }

  /** Says that the connection is gone. */
  end(error: Error): void {
    this.lost = true;
    this.#lose(error);
  }

  open(path: string, flags: "r" | "w" | "wx"): Promise<Buffer> {
    return this.#call((done: Done<Buffer>) => this.#sftp.open(path, flags, done));
  }

  close(handle: Buffer): Promise<void> {
    return this.#call((done: Done<void>) => this.#sftp.close(handle, done as (error?: Error | null) => void));
  }

  /** Less than was asked for at the end of the file. */
  async read(handle: Buffer, position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const got = await this.#call((done: Done<number>) =>
        this.#sftp.read(handle, buffer, filled, length - filled, position + filled, (error, bytes) => done(error, bytes)),
      );
      if (got === 0) break;
      filled += got;
    }
    return buffer.subarray(0, filled);
  }

  write(handle: Buffer, bytes: Buffer, position: number): Promise<void> {
    return this.#call((done: Done<void>) =>
      this.#sftp.write(handle, bytes, 0, bytes.length, position, done as (error?: Error | null) => void),
    );
  }

  /** False when the server can't. */
  fsync(handle: Buffer): Promise<boolean> {
    return this.#ifSupported((done) => this.#sftp.ext_openssh_fsync(handle, done));
  }

  /** Gives a file a second name, exclusively; false when the server has no such request. */
  link(from: string, to: string): Promise<boolean> {
    return this.#ifSupported((done) => this.#sftp.ext_openssh_hardlink(from, to, done));
  }

  /** That of SFTP 3, which must not overwrite; the client has another, posix-rename, which does. */
  rename(from: string, to: string): Promise<void> {
    return this.#call((done: Done<void>) => this.#sftp.rename(from, to, done as (error?: Error | null) => void));
  }

  unlink(path: string): Promise<void> {
    return this.#call((done: Done<void>) => this.#sftp.unlink(path, done as (error?: Error | null) => void));
  }

  mkdir(path: string): Promise<void> {
    return this.#call((done: Done<void>) => this.#sftp.mkdir(path, done as (error?: Error | null) => void));
  }

  rmdir(path: string): Promise<void> {
    return this.#call((done: Done<void>) => this.#sftp.rmdir(path, done as (error?: Error | null) => void));
  }

  readdir(path: string): Promise<readonly FileEntryWithStats[]> {
    return this.#call((done: Done<FileEntryWithStats[]>) => this.#sftp.readdir(path, done));
  }

  /** Of the entry itself, were it a symbolic link. */
  lstat(path: string): Promise<Stats> {
    return this.#call((done: Done<Stats>) => this.#sftp.lstat(path, done));
  }

  /** Bytes that the user may still write; undefined when the server does not say. */
  async free(path: string): Promise<number | undefined> {
    try {
      const { f_bavail, f_frsize } = await this.#call((done: Done<{ f_bavail: number; f_frsize: number }>) =>
        this.#sftp.ext_openssh_statvfs(path, done as unknown as Parameters<SFTPWrapper["ext_openssh_statvfs"]>[1]),
      );
      return f_bavail * f_frsize;
    } catch {
      return undefined;
    }
  }

  async #ifSupported(start: (done: (error?: Error | null) => void) => void): Promise<boolean> {
    try {
      await this.#call((done: Done<void>) => start(done as (error?: Error | null) => void));
      return true;
    } catch (error) {
      if (error instanceof Error && error.message === unsupportedText) return false;
      throw error;
    }
  }

  /** The client never answers what was under way when the connection broke, or was begun after that. */
  #call<T>(start: (done: Done<T>) => void): Promise<T> {
    const answer = new Promise<T>((resolve, reject) => {
      start((error, value) => (error ? reject(error) : resolve(value)));
    });
    return Promise.race([answer, this.#loss]);
  }
}
