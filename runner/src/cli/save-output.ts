import type { Commands, OutputView } from "../commands/commands.ts";
import { saveContent } from "../execute/download-output.ts";

/** Copies the files of an output into a local folder, their hashes checked on the way; answers with the paths of the copies. */
export async function saveOutput(
  commands: Commands,
  output: OutputView,
  folder: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const files: string[] = [];
  // One request at least: what is deleted or not published yet is told by whoever has the files.
  for (let part = 1; part <= Math.max(1, output.parts.length); part++) {
    const { fileName, sha256, stream } = await commands.content(output.id, { part });
    // Of a server that is wrong about its own file the output's record knows better.
    const known = output.parts[part - 1]?.sha256 ?? sha256;
    files.push(await saveContent({ fileName, sha256: known, where: fileName, stream }, folder, { signal }));
  }
  return files;
}
