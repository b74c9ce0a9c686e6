import { PassThrough } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLines, tooLong } from "../../runner/src/pipe/read-lines.ts";
import { all, hello, openPipe, serve } from "./pipe.ts";

/** What a session answers to these lines. */
async function answersTo(text: string, longestLine = 1000): Promise<Record<string, unknown>[]> {
  const input = new PassThrough();
  const output = new PassThrough();
  const manifest = async (id: string): Promise<string> => nextTurn(id.repeat(200));
  const served = serve({ manifest }, { input, output, longestLine });
  input.end(text);
  await served;
  output.end();
  const answers = Buffer.concat((await all(output)) as Buffer[]).toString();
  return answers
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const ask = '{"jsonrpc":"2.0","id":"last","method":"hello"}';

describe("a line that is no request is answered with an error, and the next one counts:", () => {
  test.each([
    ["no JSON", "nonsense", null, -32700],
    ["half a line", '{"jsonrpc":"2.0","id":1', null, -32700],
    ["bytes that are no text", "\u0000\ufffd", null, -32700],
    ["a number", "12", null, -32600],
    ["null", "null", null, -32600],
    ["a batch", "[]", null, -32600],
    ["another version", '{"jsonrpc":"1.0","id":1,"method":"status"}', 1, -32600],
    ["no method", '{"jsonrpc":"2.0","id":1}', 1, -32600],
    ["an id that is none", '{"jsonrpc":"2.0","id":{},"method":"status"}', null, -32600],
    ["a method that is not there", '{"jsonrpc":"2.0","id":1,"method":"content"}', 1, -32601],
    ["a method of every object", '{"jsonrpc":"2.0","id":1,"method":"constructor"}', 1, -32601],
    ["parameters by name", '{"jsonrpc":"2.0","id":1,"method":"status","params":{}}', 1, -32602],
    ["too long", `"${"x".repeat(5000)}"`, null, -32600],
  ])("%s", async (_, line, id, code) => {
    const [wrong, right] = await answersTo(`${line}\n\n${ask}\n`);
    expect(wrong).toMatchObject({ id, error: { code, message: /\w/, data: { code: "session-request" } } });
    expect(right).toMatchObject({ id: "last", result: hello });
  });

  test("an id that is under way", async () => {
    const again = '{"jsonrpc":"2.0","id":7,"method":"manifest","params":["x"]}\n';
    const answers = await answersTo(`${again}${again}`);
    expect(answers.map(({ error }) => (error === undefined ? "answered" : "refused")).sort()).toEqual(["answered", "refused"]);
  });
});

test("notices that are not known, and the end of what is not there, are nothing", async () => {
  const notices = ["$/else", "$/cancel", "$/progress"].map(
    (method) => `{"jsonrpc":"2.0","method":"${method}","params":{"id":9}}`,
  );
  expect(await answersTo(`${notices.join("\n")}\n${ask}`)).toMatchObject([{ id: "last" }]);
});

test("an answer that is too long is told so", async () => {
  const [answer] = await answersTo('{"jsonrpc":"2.0","id":1,"method":"manifest","params":["123456"]}\n');
  expect(answer).toMatchObject({ id: 1, error: { data: { code: "session-answer", hint: /less/ } } });
});

test("what is no answer is told apart, and the next line counts", async () => {
  const { desk, answers, oddLines } = openPipe({ manifest: async () => "text" });
  answers.write('warning: something\n{"json":1}\n{"jsonrpc":"2.0","id":99,"result":1}\nnull\n');
  expect(await desk.manifest("x")).toBe("text");
  expect(oddLines).toEqual(["warning: something", '{"json":1}', "null"]);
});

test("lines are the same, however the stream is cut", async () => {
  const text = fc.array(fc.string({ unit: "binary", maxLength: 12 }).map((line) => line.replaceAll("\n", "")));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (lines, size) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      const read = await all(readLines(from(pieces), 24));
      expect(read).toEqual(lines.map((line) => (Buffer.byteLength(line) > 24 ? tooLong : Buffer.from(line).toString())));
    }),
  );
});

async function* from(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}
