import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** How many records a topic holds, as kcat says: the sum of its partitions' ends. */
export async function topicEnd(servers: readonly string[], topic: string, partitions: number): Promise<number> {
  const asked = Array.from({ length: partitions }, (_, at) => ["-t", `${topic}:${at}:-1`]).flat();
  const { stdout } = await promisify(execFile)("kcat", ["-b", servers.join(","), "-Q", ...asked]);
  return [...stdout.matchAll(/offset (\d+)/g)].reduce((sum, [, offset]) => sum + Number(offset), 0);
}
