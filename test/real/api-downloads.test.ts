import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import { openServer } from "../api/server.ts";

const clients = 1000;
const megabyte = 2 ** 20;

it(`gives ${clients} clients at once a file of 20 MB, in a memory that does not grow with them`, async () => {
  const bytes = 20 * megabyte;
  const content = randomBytes(bytes);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const path = "large.csv";
  await using server = await openServer({
    limits: { perToken: 1e6, perAddress: 1e6 },
    commandsFor: (caller) => {
      const commands = localCommands(server.estate.estate, caller);
      return {
        ...commands,
        output: async (id) => ({ ...(await commands.output(id)), parts: [{ path, bytes, sha256, contentSha256: sha256 }] }),
        content: async (_id, { from, to } = {}) => ({
          fileName: path,
          mediaType: "text/csv",
          bytes,
          sha256,
          stream: server.estate.estate
            .destination("local")
            .read(path, { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to: to + 1 }) }),
        }),
      };
    },
  });
  const { id } = await server.estate.publish("amys-calls");
  await writeFile(join(server.estate.folder, "out", path), content);
  const address = `${await server.listen()}/v1/outputs/${id}/content`;

  const download = async (count: number) => {
    const program = join(import.meta.dirname, "download-client.ts");
    const arguments_ = [program, address, server.tokens.amy.token, String(count), sha256, String(bytes)];
    const child = spawn(process.execPath, arguments_, { stdio: ["ignore", "pipe", "inherit"] });
    return JSON.parse(await text(child.stdout)) as { whole: number; right: number; wrong: number; most: number };
  };
  await download(50);
  const residentMb = () => Math.round(process.memoryUsage().rss / megabyte);
  const before = residentMb();
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(residentMb()), 50);
  const found = await download(clients);
  clearInterval(sampling);
  const half = Math.floor(samples.length / 2);
  const [early, late] = [Math.max(...samples.slice(0, half)), Math.max(...samples.slice(half))];
  console.log(`${found.most} at once: ${before} MB before, at most ${early} MB in the first half, ${late} MB in the second`);
  expect(found).toMatchObject({ whole: clients, wrong: 0 });
  expect(found.right).toBeGreaterThanOrEqual(20);
  expect(found.most).toBeGreaterThan(clients / 2);
  // What each client takes is its buffers under way, however large the file is and however long it has been sent.
  expect(early - before).toBeLessThan(clients * 0.75);
  expect(late).toBeLessThan(early * 1.15);
});
