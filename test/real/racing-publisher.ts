import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Opening, open } from "./destination-place.ts";

/**
 * One of several processes that publish under the same names at the same time: `node racing-publisher.ts OPENING NAME`. It says
 * `ready`, waits for a line, publishes ten files and ten texts at once, and says who won as JSON.
 */
const [opening = "", name = ""] = process.argv.slice(2);
await using destination = open(JSON.parse(opening) as Opening);
const attempts = Array.from({ length: 10 }, (_, index) => `${name}-${index}`);
for (const attempt of attempts) {
  await writeFile(join(await destination.stagingFolder(attempt), "file"), attempt);
  await destination.seal(attempt);
}
process.stdout.write("ready\n");
await once(process.stdin, "data");
const files = await Promise.all(attempts.map((attempt) => destination.publish(attempt, "file", "raced/file")));
const texts = await Promise.all(attempts.map((attempt) => destination.createExclusive(attempt, "raced/text", attempt)));
for (const attempt of attempts) await destination.discard(attempt);
const winners = (outcomes: readonly string[]) => attempts.filter((_, index) => outcomes[index] === "created");
process.stdout.write(`${JSON.stringify({ files: winners(files), texts: winners(texts) })}\n`);
process.stdin.destroy();
