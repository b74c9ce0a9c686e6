import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";

/** `script`: a Node.js has to run it. `program`: the system runs it by itself. */
export interface CliFile {
  readonly type: "script" | "program";
  /** Absolute, links resolved. */
  readonly file: string;
}

/**
 * What a file called `datafeed` comes down to: the script itself, the script behind a link or behind one of the shims that npm
 * and pnpm write (`datafeed.cmd`, or a text for sh), or a program. Only so can it be started without a shell. Undefined where
 * it is none of these.
 */
export function cliInFile(path: string, platform: NodeJS.Platform): CliFile | undefined {
  const file = realFile(path);
  if (file === undefined) return undefined;
  if (/^\.[cm]?js$/.test(extname(file))) return { type: "script", file };
  const text = beginningOf(file);
  const behind = behindShim(text, file);
  if (behind !== undefined) return { type: "script", file: behind };
  if (/^#!.*\bnode\b/.test(text)) return { type: "script", file };
  return isProgram(file, platform) ? { type: "program", file } : undefined;
}

/** `"%dp0%\node_modules\datafeed\bin\datafeed.cjs"`, `"$basedir/../datafeed/bin/datafeed.cjs"`. */
const script = /(?:%~?dp0%?|\$basedir)[\\/]([^"'\n\r]*?datafeed\.cjs)/;

function behindShim(text: string, file: string): string | undefined {
  const found = script.exec(text)?.[1];
  return found === undefined ? undefined : realFile(resolve(dirname(file), found.replaceAll("\\", "/")));
}

function realFile(path: string): string | undefined {
  try {
    const file = realpathSync.native(path);
    return statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Enough for a shim; a program may be large. */
function beginningOf(file: string): string {
  const handle = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(8192);
    return bytes.toString("latin1", 0, readSync(handle, bytes));
  } finally {
    closeSync(handle);
  }
}

function isProgram(file: string, platform: NodeJS.Platform): boolean {
  // Windows starts a .cmd through a shell alone, which would read the arguments once more.
  if (platform === "win32") return extname(file).toLowerCase() === ".exe";
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
