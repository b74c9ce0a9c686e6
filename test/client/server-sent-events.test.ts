import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readEvents, type ServerSentEvent, type StreamState } from "../../runner/src/client/server-sent-events.ts";

async function* inPieces(text: string, ...cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let from = 0;
  for (const to of [...new Set(cuts)].sort((one, other) => one - other)) {
    yield bytes.subarray(from, to);
    from = to;
  }
  yield bytes.subarray(from);
}

async function eventsOf(text: string, state: StreamState = {}, ...cuts: readonly number[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readEvents(inPieces(text, ...cuts), state)) events.push(event);
  return events;
}

describe("server-sent events", () => {
  test.each([
    ["a line feed", "event: end\ndata: 1\n\n", [{ event: "end", data: "1" }]],
    [
      "carriage returns",
      "event: end\rdata: 1\r\rdata: 2\r\r",
      [
        { event: "end", data: "1" },
        { event: "message", data: "2" },
      ],
    ],
    ["both", "data: 1\r\n\r\n", [{ event: "message", data: "1" }]],
    ["data of several lines", "data: a\ndata: b\ndata\n\n", [{ event: "message", data: "a\nb\n" }]],
    [
      "no space after the colon, and two",
      "data:a\n\ndata:  b\n\n",
      [
        { event: "message", data: "a" },
        { event: "message", data: " b" },
      ],
    ],
    ["comments and fields that nobody knows", ": hello\nfoo: bar\ndata: a\n\n: bye\n\n", [{ event: "message", data: "a" }]],
    [
      "an id that stays",
      "id: 7\ndata: a\n\ndata: b\n\n",
      [
        { event: "message", data: "a", id: "7" },
        { event: "message", data: "b", id: "7" },
      ],
    ],
    ["an event without data", "event: progress\n\ndata: a\n\n", [{ event: "message", data: "a" }]],
    ["what is not ended", "data: a\n\ndata: b\n", [{ event: "message", data: "a" }]],
    ["a byte order mark", "\ufeffdata: a\n\n", [{ event: "message", data: "a" }]],
  ])("%s", async (_, text, want) => {
    expect(await eventsOf(text)).toEqual(want);
  });

  test("say how long to wait", async () => {
    const state: StreamState = {};
    await eventsOf("retry: 12\nretry: soon\n\n", state);
    expect(state).toEqual({ retryMs: 12 });
  });

  test("are the same wherever the bytes are cut", async () => {
    const text = 'retry: 5\r\n\r\nid: 1\r\nevent: progress\r\ndata: {"a": "ä🙂"}\r\n\r\ndata: x\rdata: y\n\n: z\n\n';
    const want = await eventsOf(text);
    expect(want).toHaveLength(2);
    const size = new TextEncoder().encode(text).length;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(size), { maxLength: 12 }), async (cuts) => {
        expect(await eventsOf(text, {}, ...cuts)).toEqual(want);
      }),
    );
  });

  test("without an end are refused before they fill the memory", async () => {
    await expect(eventsOf(`data: ${"x".repeat(2_000_000)}`)).rejects.toThrow("too long");
  });
});
