import { expect, test } from "vitest";
import type { BegunRun } from "../../../vscode-extension/src/runs/run-state.ts";
import { RunStore } from "../../../vscode-extension/src/runs/run-store.ts";

function memento() {
  const kept = new Map<string, string>();
  const writes: string[] = [];
  return {
    writes,
    get: (key: string, otherwise?: unknown) => (kept.has(key) ? JSON.parse(kept.get(key)!) : otherwise),
    update: async (key: string, value: unknown) => {
      kept.set(key, JSON.stringify(value));
      writes.push(key);
    },
  };
}

const run = (id: string, place: string): BegunRun => ({ id, extract: `of ${id}`, place, startedAt: 1, asked: true });

test("runs are kept for the next window, and forgotten when they have ended", async () => {
  const kept = memento();
  const first = new RunStore(kept as never);
  await first.write([run("1", "a"), run("2", "a")]);
  expect(new RunStore(kept as never).read().map(({ id }) => id)).toEqual(["1", "2"]);
  await first.write([run("2", "a")]);
  expect(new RunStore(kept as never).read().map(({ id }) => id)).toEqual(["2"]);
});

test("what runs at a place that is not looked at now is kept all the same", async () => {
  const kept = memento();
  await new RunStore(kept as never).write([run("there", "server")]);
  const next = new RunStore(kept as never);
  await next.write([run("here", "project")]);
  await next.write([]);
  expect(new RunStore(kept as never).read()).toEqual([run("there", "server")]);
});

test("figures alone are not worth a write", async () => {
  const kept = memento();
  const store = new RunStore(kept as never);
  await store.write([{ ...run("1", "a"), rows: 1 } as BegunRun]);
  await store.write([{ ...run("1", "a"), rows: 2 } as BegunRun]);
  expect(kept.writes).toHaveLength(1);
  expect(store.read()).toEqual([run("1", "a")]);
});
