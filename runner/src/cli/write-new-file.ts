import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";

/** Writes a file that was not there, with its folder. `mode` is less what the umask takes. Errors: `file-exists`, `file-not-written`. */
export function writeNewFile(root: string, path: string, text: string, mode = 0o666): void {
  const file = join(root, path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: "wx", mode });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") {
      throw new DatafeedError("file-exists", `${join(root, path)} is there already.`, {
        hint: "Choose another place, or remove it.",
        cause,
      });
    }
    throw new DatafeedError("file-not-written", `${path} can't be written: ${messageOf(cause)}.`, { cause });
  }
}
