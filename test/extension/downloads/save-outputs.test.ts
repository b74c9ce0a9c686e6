import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localCommands } from "../../../runner/src/commands/local/local-commands.ts";
import type { Desk } from "../../../vscode-extension/src/desk/desk.ts";
import { serverDesk } from "../../../vscode-extension/src/desk/server-desk.ts";
import { localFileOf } from "../../../vscode-extension/src/downloads/local-file.ts";
import { type SaveProgress, saveOutputs } from "../../../vscode-extension/src/downloads/save-outputs.ts";
import { openServer, type TestServer } from "../../api/server.ts";

let server: TestServer;
let folder: string;
let desk: Desk;
beforeEach(async () => {
  server = await openServer();
  desk = serverDesk(await server.listen(), server.tokens.amy.token);
  folder = join(server.estate.folder, "downloads");
  await mkdir(folder);
});
afterEach(() => server[Symbol.asyncDispose]());

test("several files come one after another, and one that fails keeps back no other", async () => {
  const [calls, shared] = [await server.estate.publish("amys-calls"), await server.estate.publish("shared-calls")];
  const progress: SaveProgress[] = [];
  const options = { signal: new AbortController().signal, onProgress: (now: SaveProgress) => progress.push(now) };
  const saved = await saveOutputs(desk, [calls.id, "00000000", shared.id], folder, options);
  expect(saved.map(({ files, error }) => [files.length, error?.code])).toEqual([
    [1, undefined],
    [0, "unknown-id"],
    [1, undefined],
  ]);
  const [csv] = saved[0]!.files;
  expect(await readFile(csv!, "utf8")).toBe("Id,Channel\n1,Voice\n2,Chat\n");
  expect(progress.at(-1)).toMatchObject({ number: 3, of: 3, share: 1 });
  expect(progress.map(({ share }) => share)).toEqual(progress.map(({ share }) => share).sort((one, other) => one - other));
});

test("nothing is overwritten", async () => {
  const { id } = await server.estate.publish("amys-calls");
  const { name } = await desk.output(id);
  await writeFile(join(folder, name), "mine");
  const options = { signal: new AbortController().signal, onProgress: () => {} };
  const [saved] = await saveOutputs(desk, [id], folder, options);
  expect(saved!.files).toHaveLength(1);
  expect(await readFile(join(folder, name), "utf8")).toBe("mine");
  expect(await readdir(folder)).toHaveLength(2);
});

test("a cancelled download leaves nothing", async () => {
  const { id } = await server.estate.publish("amys-calls");
  const controller = new AbortController();
  const options = { signal: controller.signal, onProgress: () => controller.abort() };
  await expect(saveOutputs(desk, [id], folder, options)).rejects.toMatchObject({ name: "AbortError" });
  expect(await readdir(folder)).toEqual([]);
});

test("a file of the local project is where it was published; a server's is not", async () => {
  const { id } = await server.estate.publish("amys-calls");
  const commands = localCommands(server.estate.estate, { user: "amy", role: "developer" });
  const output = await commands.output(id);
  const local = await localFileOf(output, { type: "project", folder: server.estate.folder });
  expect(await readFile(local!, "utf8")).toContain("1,Voice");
  expect(await localFileOf(output, { type: "server", url: "http://x" })).toBeUndefined();
  const gone = { ...output, location: "/nowhere/file.csv", parts: [] };
  expect(await localFileOf(gone, { type: "project", folder: "/" })).toBeUndefined();
});
