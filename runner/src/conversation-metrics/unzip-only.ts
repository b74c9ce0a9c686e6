import type { Readable } from "node:stream";
import { openPromise } from "yauzl";
import { metricsError } from "./errors.ts";

/** The one file that a ZIP holds, unpacked by `keep`. `name` is what messages call the archive. Errors: metrics-archive. */
export async function unzipOnly(
  file: string,
  name: string,
  keep: (stream: Readable) => Promise<string>,
): Promise<{ readonly name: string; readonly file: string }> {
  const archive = await openPromise(file, { autoClose: false }).catch((error: unknown) => {
    throw damaged(name, error);
  });
  try {
    const entries = [];
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName.endsWith("/")) continue;
      entries.push(entry);
      if (entries.length > 1) break;
    }
    const [only] = entries;
    if (only === undefined || entries.length > 1) {
      const found = only === undefined ? "no file" : "several files";
      throw metricsError("metrics-archive", `${name} holds ${found}; one document was expected.`);
    }
    return { name: only.fileName, file: await keep(await archive.openReadStreamPromise(only)) };
  } catch (error) {
    // The system's own errors have upper-case codes, as ENOSPC; what yauzl and zlib say is about the archive.
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw /^(E[A-Z]+|ABORT_ERR|metrics-.*)$/.test(code) ? error : damaged(name, error);
  } finally {
    archive.close();
  }
}

function damaged(name: string, cause: unknown): Error {
  return metricsError("metrics-archive", `${name} is no sound ZIP file, or it is encrypted.`, { cause });
}
