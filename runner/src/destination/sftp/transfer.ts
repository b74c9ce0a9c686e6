import { open } from "node:fs/promises";
import { inParallel } from "../in-parallel.ts";
import type { StepListener } from "../steps.ts";
import type { Session } from "./session.ts";

/** Bytes of one request: what every server takes. */
const pieceBytes = 32 * 2 ** 10;
/** As many requests are under way, so that the way to the server and back does not decide how fast a file goes. */
const writesAtOnce = 64;
const readsAtOnce = 8;

/** Sends a local file and has the server sync it, where it can. Replaces what is there. */
export async function sendFile(
  session: Session,
  {
    file,
    to,
    signal,
    onStep,
  }: {
    readonly file: string;
    readonly to: string;
    readonly signal: AbortSignal | undefined;
    readonly onStep: StepListener | undefined;
  },
): Promise<void> {
  await using source = await open(file, "r");
  const { size } = await source.stat();
  await writing(session, to, "w", async (handle) => {
    let half = size < pieceBytes * 2;
    await inParallel(writesAtOnce, pieces(0, size), async ({ from, length }) => {
      signal?.throwIfAborted();
      const bytes = Buffer.allocUnsafe(length);
      for (let filled = 0; filled < length; ) {
        const { bytesRead } = await source.read(bytes, filled, length - filled, from + filled);
        if (bytesRead === 0) throw new Error("a staged file became shorter while it was sent");
        filled += bytesRead;
      }
      await session.write(handle, bytes, from);
      if (half || from < size / 2) return;
      half = true;
      await onStep?.("half-uploaded");
    });
  });
}

/** Makes a new file of this text, synced. */
export async function sendText(session: Session, to: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  await writing(session, to, "wx", (handle) =>
    inParallel(1, pieces(0, bytes.length), ({ from, length }) =>
      session.write(handle, bytes.subarray(from, from + length), from),
    ),
  );
}

async function writing(
  session: Session,
  path: string,
  flags: "w" | "wx",
  write: (handle: Buffer) => Promise<void>,
): Promise<void> {
  const handle = await session.open(path, flags);
  try {
    await write(handle);
    await session.fsync(handle);
  } catch (error) {
    await session.close(handle).catch(() => {});
    throw error;
  }
  await session.close(handle);
}

/** Makes a folder's entries durable where the server can: OpenSSH's opens a folder like a file. */
export async function syncFolder(session: Session, folder: string): Promise<void> {
  try {
    const handle = await session.open(folder, "r");
    await session.fsync(handle).finally(() => session.close(handle));
  } catch (error) {
    // Another server may refuse it, and there is no other way to ask.
    if (session.lost) throw error;
  }
}

/** Bytes of an open file in order; a few requests ahead of who reads. */
export async function* readAhead(session: Session, handle: Buffer, from: number, to: number): AsyncGenerator<Buffer> {
  const waiting = pieces(from, to);
  const asked: Promise<Buffer>[] = [];
  for (;;) {
    while (asked.length < readsAtOnce) {
      const next = waiting.next();
      if (next.done === true) break;
      const answer = session.read(handle, next.value.from, next.value.length);
      // Whoever stops reading never hears of it.
      answer.catch(() => {});
      asked.push(answer);
    }
    const bytes = await asked.shift();
    if (bytes === undefined) return;
    if (bytes.length > 0) yield bytes;
  }
}

function* pieces(start: number, end: number): Generator<{ readonly from: number; readonly length: number }> {
  for (let from = start; from < end; from += pieceBytes) yield { from, length: Math.min(pieceBytes, end - from) };
}
