import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { OwedView, RunProgress } from "../../runner/src/commands/commands.ts";
import { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { aborted, all, hello, openPipe } from "./pipe.ts";

const never = new AbortController().signal;

function step(rows: number, rest: Partial<RunProgress> = {}): RunProgress {
  return { at: "2026-03-01T00:00:00Z", state: "running", run: "r1", rows, last: false, ...rest };
}

test("a session says who it is", async () => {
  expect(await openPipe({}).desk.hello()).toEqual(hello);
});

test("requests are answered as they are done, not as they were asked", async () => {
  const slow = Promise.withResolvers<string>();
  const { desk } = openPipe({ manifest: (id) => (id === "slow" ? slow.promise : Promise.resolve(id)) });
  const first = desk.manifest("slow");
  expect(await Promise.all(Array.from({ length: 500 }, (_, at) => desk.manifest(String(at))))).toHaveLength(500);
  slow.resolve("at last ☃\u2028\n");
  expect(await first).toBe("at last ☃\u2028\n");
});

test("arguments that are left out are left out on the other side, too", async () => {
  const heard: unknown[] = [];
  const { desk } = openPipe({
    cancel: async (...given) => {
      heard.push(given);
      return {} as OwedView;
    },
    listOutputs: async (query = { search: "none" }) => ({ items: [], total: 0, page: 1, pageSize: query.search!.length }),
  });
  await desk.cancel("r1");
  await desk.cancel("r1", "why");
  expect(heard).toEqual([
    ["r1", undefined],
    ["r1", "why"],
  ]);
  expect(await desk.listOutputs()).toMatchObject({ pageSize: 4 });
});

test("an error is thrown as it was, with code, message and hint, and another one does not end anything", async () => {
  const { desk } = openPipe({
    extract: async (name) => {
      throw new DatafeedError("extract-unknown", `There is no "${name}".`, { hint: "Look." });
    },
    run: async () => {
      throw new TypeError("a mistake of ours");
    },
  });
  const error = await desk.extract("x").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DatafeedError);
  expect(error).toMatchObject({ code: "extract-unknown", message: 'There is no "x".', hint: "Look." });
  await expect(desk.run("x")).rejects.toMatchObject({ code: "unexpected", message: "a mistake of ours" });
  expect(await desk.hello()).toEqual(hello);
});

describe("follow", () => {
  test("tells what happens, and ends with it", async () => {
    const { desk } = openPipe({
      follow: async function* () {
        yield step(1);
        yield step(2, { state: "published", last: true });
      },
    });
    expect((await all(desk.follow("o1", never))).map(({ rows }) => rows)).toEqual([1, 2]);
  });

  test("fails as it fails there", async () => {
    const { desk } = openPipe({
      follow: async function* () {
        yield step(1);
        throw new DatafeedError("ledger-unreachable", "It is away.");
      },
    });
    const heard: RunProgress[] = [];
    const following = async (): Promise<void> => {
      for await (const each of desk.follow("o1", never)) heard.push(each);
    };
    await expect(following()).rejects.toMatchObject({ code: "ledger-unreachable" });
    expect(heard).toHaveLength(1);
  });

  test("that is left ends on the other side", async () => {
    const ended = Promise.withResolvers<unknown>();
    const { desk } = openPipe({
      follow: async function* (_, signal) {
        yield step(1);
        ended.resolve(await aborted(signal));
      },
    });
    for await (const _ of desk.follow("o1", never)) break;
    expect(await ended.promise).toMatchObject({ name: "AbortError" });
  });

  test("whose reader is slow keeps the newest figures and every step", async () => {
    const told = Promise.withResolvers<void>();
    const { desk } = openPipe({
      follow: async function* () {
        for (let rows = 1; rows <= 10_000; rows++) yield step(rows);
        yield step(10_000, { state: "published", last: true });
        told.resolve();
      },
      manifest: () => told.promise.then(() => "told"),
    });
    const heard: RunProgress[] = [];
    for await (const each of desk.follow("o1", never)) {
      heard.push(each);
      // Its answer comes behind all that was told.
      if (heard.length === 1) await desk.manifest("o1");
    }
    expect(heard.at(-1)).toMatchObject({ state: "published" });
    expect(heard.at(-2)).toMatchObject({ rows: 10_000 });
    expect(heard.length).toBeLessThan(5);
  });
});

describe("what is cancelled", () => {
  test("ends on both sides, and nothing else does", async () => {
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<unknown>();
    const { desk } = openPipe({
      preview: async (_, signal) => {
        begun.resolve();
        ended.resolve(await aborted(signal));
        throw signal.reason;
      },
      verify: async () => ({ problems: [] }),
    });
    const controller = new AbortController();
    const preview = desk.preview({ extract: "x" }, controller.signal);
    await begun.promise;
    controller.abort(new Error("not wanted"));
    await expect(preview).rejects.toThrow("not wanted");
    expect(await ended.promise).toMatchObject({ name: "AbortError" });
    expect(await desk.verify("o1", never)).toEqual({ problems: [] });
  });

  test("before it was asked is not asked", async () => {
    const { desk } = openPipe({ preview: () => Promise.reject(new Error("asked")) });
    await expect(desk.preview({ extract: "x" }, AbortSignal.abort(new Error("no")))).rejects.toThrow("no");
  });
});

test("a copy tells how far it is", async () => {
  const { desk } = openPipe({
    save: async (id, folder, { onProgress }) => {
      onProgress?.(10, 20);
      return [`${folder}/${id}`];
    },
  });
  const told: unknown[] = [];
  const onProgress = (bytes: number, total: number): void => void told.push([bytes, total]);
  expect(await desk.save("o1", "/tmp", { signal: never, onProgress })).toEqual(["/tmp/o1"]);
  expect(told).toEqual([[10, 20]]);
});

test("who can't hear how far it is fails alone", async () => {
  const ended = Promise.withResolvers<unknown>();
  const { desk } = openPipe({
    save: async (_id, _folder, { signal, onProgress }) => {
      onProgress?.(10, 20);
      ended.resolve(await aborted(signal));
      return [];
    },
  });
  const onProgress = (): void => {
    throw new Error("the window is closed");
  };
  await expect(desk.save("o1", "/tmp", { signal: never, onProgress })).rejects.toThrow("the window is closed");
  await ended.promise;
  expect(await desk.hello()).toEqual(hello);
});

test.each([
  '{"jsonrpc":"2.0","method":"$/progress","params":null}',
  '{"jsonrpc":"2.0","method":"$/progress"}',
  '{"jsonrpc":"2.0","id":1,"error":null}',
  '{"jsonrpc":"2.0","id":1}',
])("an answer that is none ends nothing: %s", async (line) => {
  const { desk, answers, oddLines } = openPipe({});
  const asked = desk.hello();
  answers.write(`${line}\n`);
  expect(await asked).toEqual(hello);
  expect(oddLines).toEqual([line]);
});

describe("the end of a session", () => {
  test("fails what has no answer, and what is asked later", async () => {
    const begun = Promise.withResolvers<void>();
    const { desk, answers } = openPipe({
      preview: () => {
        begun.resolve();
        return new Promise(() => {});
      },
      follow: async function* () {
        yield step(1);
        await new Promise(() => {});
      },
    });
    const preview = desk.preview({ extract: "x" }, never);
    const following = all(desk.follow("o1", never));
    await begun.promise;
    answers.destroy();
    await expect(preview).rejects.toMatchObject({ code: "session-ended" });
    await expect(following).rejects.toMatchObject({ code: "session-ended" });
    await desk.ended;
    await expect(desk.status()).rejects.toMatchObject({ code: "session-ended" });
  });

  test("comes when there is nothing more to read: what can be ended early is, what can't is answered", async () => {
    const listed = Promise.withResolvers<void>();
    const { desk, requests, served } = openPipe({
      preview: async (_, signal) => {
        throw await aborted(signal);
      },
      manifest: async () => {
        await listed.promise;
        return "text";
      },
    });
    const preview = desk.preview({ extract: "x" }, never).catch((error: unknown) => error);
    const manifest = desk.manifest("o1");
    requests.end();
    // The stream's end is no reason to drop an answer that comes.
    listed.resolve();
    await served;
    expect(await manifest).toBe("text");
    expect(await preview).toMatchObject({ code: "cancelled" });
  });

  test("comes with a signal, too", async () => {
    const begun = Promise.withResolvers<void>();
    const { desk, stop, served } = openPipe({
      preview: async (_, signal) => {
        begun.resolve();
        throw await aborted(signal);
      },
    });
    const preview = desk.preview({ extract: "x" }, never).catch((error: unknown) => error);
    await begun.promise;
    stop.abort();
    await served;
    expect(await preview).toBeInstanceOf(DatafeedError);
  });
});

test("while nobody reads the answers no more requests are taken, and none is lost", async () => {
  let asked = 0;
  const page = "x".repeat(100_000);
  const commands = { manifest: async (): Promise<string> => `${++asked} ${page}` };
  const reader = new PassThrough({ highWaterMark: 1 });
  const { requests, served } = openPipe(commands, { output: reader });
  for (let id = 1; id <= 50; id++) requests.write(`{"jsonrpc":"2.0","id":${id},"method":"manifest","params":["o"]}\n`);
  requests.end();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toBeLessThan(50);
  let bytes = 0;
  reader.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await served;
  expect(asked).toBe(50);
  expect(bytes).toBeGreaterThan(50 * page.length);
});
