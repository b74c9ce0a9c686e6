import type { Commands, OutputView } from "../commands/commands.ts";
import { saveContent } from "../execute/download-output.ts";

/** How files are copied. */
export interface SaveOptions {
  readonly signal: AbortSignal;
  /** Bytes so far, and of how many in all parts together. */
  onProgress?(bytes: number, total: number): void;
}

/** Copies the files of an output into a local folder, their hashes checked on the way; answers with the paths of the copies. */
export async function saveOutput(
  commands: Pick<Commands, "content">,
  output: OutputView,
  folder: string,
  { signal, onProgress }: SaveOptions,
): Promise<readonly string[]> {
  const total = output.parts.reduce((sum, { bytes }) => sum + bytes, 0);
  let saved = 0;
  async function* counted(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const bytes of stream) {
      saved += bytes.length;
      onProgress?.(saved, total);
      yield bytes;
    }
  }
  const files: string[] = [];
  // One request at least: what is deleted or not published yet is told by whoever has the files.
  for (let part = 1; part <= Math.max(1, output.parts.length); part++) {
    const { fileName, sha256, stream } = await commands.content(output.id, { part });
    // Of a server that is wrong about its own file the output's record knows better.
    const known = output.parts[part - 1]?.sha256 ?? sha256;
    files.push(await saveContent({ fileName, sha256: known, where: fileName, stream: counted(stream) }, folder, { signal }));
  }
  return files;
}
