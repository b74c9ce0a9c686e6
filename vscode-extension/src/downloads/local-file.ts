import { access } from "node:fs/promises";
import { dirname, isAbsolute, join, posix } from "node:path";
import type { OutputView } from "../../../runner/src/commands/commands.ts";
import type { DeskPlace } from "../desk/desk.ts";

/** An output's first file as it lies on this machine: of a local project, in a destination that is a folder. */
export async function localFileOf(output: OutputView, place: DeskPlace): Promise<string | undefined> {
  if (place.type === "server" || !isAbsolute(output.location)) return undefined;
  const [first] = output.parts;
  // A location is of the output's path; a part's lies beside it.
  const file = first === undefined ? output.location : join(dirname(output.location), posix.basename(first.path));
  try {
    await access(file);
    return file;
  } catch {
    return undefined;
  }
}
