import { expect, test } from "vitest";
import { localCommands } from "../../../runner/src/commands/local/local-commands.ts";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { deleteOutputs } from "../../../vscode-extension/src/portal/delete-outputs.ts";
import { openEstate } from "../../commands/estate.ts";

const { signal } = new AbortController();
const unexplained = "Nobody said why.";
const options = { signal, onProgress: () => {}, unexplained };

test("one that is not one's own, or not there, keeps nobody else's file", async () => {
  await using estate = await openEstate("sqlite");
  const mine = await estate.publish("bens-calls");
  const again = await estate.publish("bens-calls");
  const theirs = await estate.publish("shared-calls");
  const desk = localCommands(estate.estate, { user: "ben", role: "developer" });
  const done: number[] = [];
  const ids = [mine.id, theirs.id, "no-such-output", again.id];
  const results = await deleteOutputs(desk, ids, { ...options, onProgress: (count) => done.push(count) });
  expect(results.map(({ id, problem }) => [id, problem === undefined])).toEqual([
    [mine.id, true],
    [theirs.id, false],
    ["no-such-output", false],
    [again.id, true],
  ]);
  expect(results[1]?.problem).toContain("their own alone");
  expect(done).toEqual([4]);
  expect((await desk.listOutputs({ states: ["deleted"] })).items.map(({ id }) => id).sort()).toEqual(
    [mine.id, again.id].sort(),
  );
});

test("many go in requests of a hundred; what is aborted begins no further one", async () => {
  const requests: number[] = [];
  const controller = new AbortController();
  const desk = {
    delete: async (ids: readonly string[]) => {
      requests.push(ids.length);
      return ids.map((id) => ({ id, deleted: true }));
    },
  };
  const ids = Array.from({ length: 250 }, (_, at) => `id-${at}`);
  expect(await deleteOutputs(desk, ids, options)).toHaveLength(250);
  expect(requests).toEqual([100, 100, 50]);
  const aborted = { ...options, signal: controller.signal, onProgress: () => controller.abort() };
  expect(await deleteOutputs(desk, ids, aborted)).toHaveLength(100);
});

test("a server that is down is asked once, not once for each file", async () => {
  const ids = Array.from({ length: 1000 }, (_, at) => `id-${at}`);
  let asked = 0;
  const desk = (answers: number) => ({
    delete: async (some: readonly string[]) => {
      asked += 1;
      if (asked > answers) throw new DatafeedError("server-unreachable", "The server does not answer");
      return some.map((id) => ({ id, deleted: true }));
    },
  });
  await expect(deleteOutputs(desk(0), ids, options)).rejects.toThrow("The server does not answer");
  expect(asked).toBe(1);
  asked = 0;
  const results = await deleteOutputs(desk(2), ids, options);
  expect(asked).toBe(3);
  expect(results.filter(({ problem }) => problem === undefined)).toHaveLength(200);
  expect(results.filter(({ problem }) => problem === "The server does not answer")).toHaveLength(100);
});

test("what is aborted while each is asked for by itself asks no further one; what nobody explains is said so", async () => {
  const controller = new AbortController();
  const asked: (readonly string[])[] = [];
  const desk = {
    delete: async (ids: readonly string[]) => {
      asked.push(ids);
      if (ids.length > 1) throw new DatafeedError("unknown-id", "No output has the id c");
      if (ids[0] === "b") controller.abort();
      return [{ id: ids[0]!, deleted: false }];
    },
  };
  const results = await deleteOutputs(desk, ["a", "b", "c"], { ...options, signal: controller.signal });
  expect(asked).toEqual([["a", "b", "c"], ["a"], ["b"]]);
  expect(results).toEqual(["a", "b"].map((id) => ({ id, problem: unexplained })));
});
