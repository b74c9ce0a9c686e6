import fc from "fast-check";
import { expect, test } from "vitest";
import { MessageSplitter, NotMessages, readErrorResponse } from "../../runner/src/warehouse/postgres/message-splitter.ts";

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const messages = fc.array(
  fc.record({ type: fc.constantFrom("D", "D", "D", "N", "S", "C", "Z"), body: fc.uint8Array({ maxLength: 60 }) }),
);

test("whatever the chunks, the same messages come out in the same order", () => {
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sent, sizes) => {
      const bytes = Buffer.concat(sent.map(({ type, body }) => message(type, Buffer.from(body))));
      const came: Buffer[] = [];
      const splitter = new MessageSplitter({
        rows: (batch) => came.push(Buffer.from(batch)),
        message: (type, body) => came.push(message(String.fromCharCode(type), Buffer.from(body))),
      });
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const size = sizes[i % sizes.length] ?? 1;
        // The chunk's memory is used again as soon as it was taken.
        const chunk = Buffer.from(bytes.subarray(at, at + size));
        splitter.push(chunk);
        chunk.fill(0);
        at += size;
      }
      expect(Buffer.concat(came)).toEqual(bytes);
    }),
  );
});

test("bytes that are no messages are refused", () => {
  const splitter = new MessageSplitter({ rows: () => {}, message: () => {} });
  expect(() => splitter.push(Buffer.from("HTTP/1.1 400 Bad Request"))).toThrow(NotMessages);
});

test("an error's fields are read", () => {
  const body = Buffer.from('SERROR\0C42703\0Mcolumn "x" does not exist\0P8\0\0');
  expect(readErrorResponse(body)).toEqual({ code: "42703", message: 'column "x" does not exist', position: "8" });
});
