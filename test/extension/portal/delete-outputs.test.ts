import { expect, test } from "vitest";
import { localCommands } from "../../../runner/src/commands/local/local-commands.ts";
import { deleteOutputs } from "../../../vscode-extension/src/portal/delete-outputs.ts";
import { openEstate } from "../../commands/estate.ts";

const signal = new AbortController().signal;

test("one that is not one's own, or not there, keeps nobody else's file", async () => {
  await using estate = await openEstate("sqlite");
  const mine = await estate.publish("bens-calls");
  const again = await estate.publish("bens-calls");
  const theirs = await estate.publish("shared-calls");
  const desk = localCommands(estate.estate, { user: "ben", role: "developer" });
  const done: number[] = [];
  const results = await deleteOutputs(desk, [mine.id, theirs.id, "no-such-output", again.id], signal, (count) =>
    done.push(count),
  );
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
  expect(await deleteOutputs(desk, ids, signal, () => {})).toHaveLength(250);
  expect(requests).toEqual([100, 100, 50]);
  expect(await deleteOutputs(desk, ids, controller.signal, () => controller.abort())).toHaveLength(100);
});
