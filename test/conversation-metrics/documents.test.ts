import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { deflateRawSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { conversationMetrics } from "../../runner/src/conversation-metrics/conversation-metrics.ts";
import { conversation, DocumentFolder, metricsOf } from "./documents.ts";
import { zipOf } from "./zip.ts";

const folder = new DocumentFolder();
afterAll(() => folder[Symbol.dispose]());

const records = ["a", "b", "c"].map((id) => conversation(id));
const compact = JSON.stringify(records);
const pretty = JSON.stringify(records, null, 2);
const lines = records.map((each) => `${JSON.stringify(each)}\n`).join("");
const array = `[\n${lines.trimEnd().replaceAll("\n", ",\n")}\n]\n`;

async function total(...files: string[]): Promise<number | null | undefined> {
  return (await metricsOf(files)).groups[0]?.figures.total_conversations;
}

describe("a document is read", () => {
  test.each([
    ["an array with one object a line", "a.json", array],
    ["an array in one line", "a.json", compact],
    ["a pretty array", "a.json", pretty],
    ["with the line ends of Windows", "a.json", array.replaceAll("\n", "\r\n")],
    ["with white space before and behind", "a.json", ` \r\n\t${array}${" \n".repeat(100_000)}`],
    ["one object a line", "a.ndjson", lines],
    ["one object a line, with empty lines", "a.jsonl", lines.replaceAll("\n", "\n\n")],
    ["one object a line without a last line feed", "a.ndjson", lines.trimEnd()],
    ["pretty objects, one after another", "a.json", records.map((each) => JSON.stringify(each, null, 2)).join("\n")],
    ["with a byte order mark", "a.json", `\uFEFF${array}`],
    ["packed by gzip", "a.json.gz", gzipSync(array)],
    [
      "packed by gzip in several members",
      "a.ndjson.gz",
      Buffer.concat([gzipSync(lines.slice(0, 500)), gzipSync(lines.slice(500))]),
    ],
    ["packed by gzip under another name", "a.json", gzipSync(pretty)],
    ["not packed, under the name of something packed", "a.json.gz", array],
    ["in a ZIP", "a.zip", zipOf({ "2026-03-17.json": pretty })],
    ["in a ZIP with a folder", "a.zip", zipOf({ "march/": "", "march/17.ndjson": lines })],
    ["in a ZIP, with a byte order mark", "a.zip", zipOf({ "a.json": `\uFEFF${compact}` })],
    ["under a name that looks like a pattern", "it's [a] *odd?{name}.json", array],
    ["under a name without an ending", "document", array],
  ])("%s", async (_what, name, content) => {
    expect(await total(folder.write(name, content))).toBe(3);
  });

  test("all kinds at once, in any order", async () => {
    const files = [
      folder.write("1.json", [conversation("1")]),
      folder.write("2.ndjson", JSON.stringify(conversation("2"))),
      folder.write("3.json.gz", gzipSync(JSON.stringify([conversation("3")], null, 2))),
      folder.write("4.json", "[]"),
      folder.write("5.zip", zipOf({ "5.json": JSON.stringify([conversation("5")]) })),
      folder.write("6.ndjson", ""),
    ];
    expect(await total(...files)).toBe(4);
    expect(await total(...files.reverse())).toBe(4);
  });

  test("keys may be missing, new, and in another order", async () => {
    const { bot_name: _, labels: __, ...fewer } = conversation("older");
    const newer = { satisfaction: { score: 5, words: ["good"] }, ...conversation("newer", { country: "FI" }) };
    const turned = Object.fromEntries(Object.entries(conversation("turned")).reverse());
    expect(await total(folder.write("ages.json", [fewer, newer, turned]))).toBe(3);
  });

  test("counts are digits in quotes or without, and blank or null where they are not known", async () => {
    const counts = ["3", 4, "007", "999999999999999999", "", null];
    const file = folder.write(
      "counts.json",
      counts.map((visitor_messages_count, at) => conversation(`c${at}`, { visitor_messages_count })),
    );
    expect(await total(file)).toBe(counts.length);
  });

  test("from a stream, and from a pipe that has a name", async () => {
    const options = { days: false, excludedIntents: [], excludeSuggestions: false, botIds: [] };
    const signal = new AbortController().signal;
    const fifo = join(folder.path, "pipe");
    expect(spawnSync("mkfifo", [fifo]).status).toBe(0);
    spawn("sh", ["-c", 'cat "$0" > "$1"', folder.write("piped.json", [conversation("piped")]), fifo], { stdio: "ignore" });
    const sources = [
      { name: "a stream", stream: Readable.from([Buffer.from(array)]) },
      { name: "packed", stream: Readable.from([gzipSync(JSON.stringify([conversation("d")]))]) },
      { name: "a pipe", path: fifo },
    ];
    expect((await conversationMetrics(sources, options, signal)).conversations).toBe(5);
  });
});

describe("a file that is no sound document is an error with its name", () => {
  const cut = `[\n${JSON.stringify(records[0])},\n`;
  test.each([
    ["nothing", "x.json", "", "metrics-document-cut", "is empty"],
    ["white space", "x.json", " \n ", "metrics-document-cut", "is empty"],
    ["an array that was cut off behind a record", "x.json", cut, "metrics-document-cut", "is not whole"],
    ["an array that was cut off within a record", "x.json", array.slice(0, 900), "metrics-document-cut", "is not whole"],
    ["an array that was cut off and then packed", "x.json.gz", gzipSync(cut), "metrics-document-cut", "is not whole"],
    ["a line that was cut off", "x.ndjson", lines.slice(0, -20), "metrics-document-malformed", "end of data"],
    ["an array without a comma", "x.json", array.replace("},\n", "}\n"), "metrics-document-malformed", "unexpected character"],
    ["something behind the array", "x.json", `${array}]`, "metrics-document-malformed", "unexpected character"],
    [
      "bytes that are no UTF-8",
      "x.json",
      Buffer.from('[{"conversation_id":"\xff\xfe"}]', "latin1"),
      "metrics-document-malformed",
      "UTF-8",
    ],
    ["two documents in one", "x.json", `${array}${array}`, "metrics-document-form", "a list"],
    ["lines of CSV", "x.json", "bot_id,conversation_id\n1,2\n", "metrics-document-form", "holds no JSON"],
    ["UTF-16", "x.json", Buffer.from(`\uFEFF${array}`, "utf16le"), "metrics-document-form", "holds no JSON"],
    ["numbers", "x.json", "[1,2]", "metrics-document-form", "a number"],
    ["texts", "x.json", '["secret"]', "metrics-document-form", "a text"],
    ["null", "x.json", "[null]", "metrics-document-form", "no conversation_id"],
    ["records of something else", "x.json", '[{"Contact ID":"1"}]', "metrics-document-form", "no conversation_id"],
    [
      "the problem that a server answered",
      "x.json",
      '{"type":"about:blank","status":404}',
      "metrics-document-form",
      "no conversation_id",
    ],
    [
      "one record without an id among others",
      "x.json",
      [...records, { bot_id: "1" }],
      "metrics-document-form",
      "no conversation_id",
    ],
    ["one with an empty id", "x.json", [conversation("")], "metrics-document-form", "no conversation_id"],
    [
      "a count that is none",
      "x.json",
      [conversation("a", { visitor_messages_count: "secret" })],
      "metrics-document-form",
      "visitor_messages_count",
    ],
    [
      "half a message",
      "x.json",
      [conversation("a", { bot_messages_count: "1.5x" })],
      "metrics-document-form",
      "bot_messages_count",
    ],
    [
      "an end that is not yet",
      "x.json",
      [conversation("a", { conversation_end_time: "infinity" })],
      "metrics-document-form",
      "conversation_end_time",
    ],
    [
      "an end that is no time",
      "x.json",
      [conversation("a", { conversation_end_time: "secret" })],
      "metrics-document-form",
      "conversation_end_time",
    ],
    [
      "an intent at no time",
      "x.json",
      [conversation("a", { triggered_intent_replies: [{ intent_timestamp: "secret" }] })],
      "metrics-document-form",
      "intent_timestamp",
    ],
    [
      "intents that are texts",
      "x.json",
      [conversation("a", { triggered_intent_replies: ["secret"] })],
      "metrics-document-form",
      "a text",
    ],
    [
      "a flag that is none",
      "x.json",
      [conversation("a", { triggered_intent_replies: [{ not_meaningful: "secret" }] })],
      "metrics-document-form",
      "type of its key",
    ],
    [
      "a key that stands there twice",
      "x.json",
      '[{"conversation_id":"secret","conversation_id":"b"}]',
      "metrics-document-form",
      "twice",
    ],
    ["gzip that was cut off", "x.json.gz", gzipSync(array).subarray(0, -9), "metrics-archive", "gzip"],
    ["gzip with another sum", "x.json.gz", otherSum(gzipSync(array)), "metrics-archive", "gzip"],
    ["a ZIP of two files", "x.zip", zipOf({ "a.json": array, "b.json": array }), "metrics-archive", "several files"],
    ["a ZIP of none", "x.zip", zipOf({}), "metrics-archive", "no file"],
    ["a ZIP that was cut off", "x.zip", zipOf({ "a.json": array }).subarray(0, -30), "metrics-archive", "no sound ZIP"],
    ["a ZIP whose content is damaged", "x.zip", damaged(zipOf({ "a.json": array })), "metrics-archive", "no sound ZIP"],
    ["a ZIP of something else", "x.zip", zipOf({ "a.csv": "a,b\n" }), "metrics-document-form", "x.zip (a.csv) holds no JSON"],
  ])("%s", async (_what, name, content, code, message) => {
    const good = folder.write("good.json", array);
    const file = folder.write(name, content);
    const error: Error = await metricsOf([good, file]).then(
      () => expect.unreachable(),
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code, hint: expect.stringMatching(/\w/) });
    expect(error.message).toContain(message);
    // Its own name, not that of the sound one; and no value, for people may have written it.
    expect(error.message).toContain(file);
    expect(error.message).not.toContain("good.json");
    expect(error.message).not.toContain("secret");
  });

  test.each(['"1.5"', '"0.4"', '" 3"', '"3\\n"', '"1.0"', '"1e3"', '"-1"', '"٣"', '"9223372036854775808"', "1.5", "true"])(
    "a count of %s",
    async (value) => {
      const record = JSON.stringify(conversation("a")).replace(/("visitor_messages_count":)"1"/, `$1${value}`);
      await expect(metricsOf([folder.write("x.json", `[${record}]`)])).rejects.toMatchObject({
        code: "metrics-document-form",
        message: expect.stringContaining("visitor_messages_count that is no whole number"),
      });
    },
  );

  test("one that is not there, one that is a folder", async () => {
    await expect(metricsOf([join(folder.path, "nowhere.json")])).rejects.toMatchObject({ code: "metrics-file-unreadable" });
    mkdirSync(join(folder.path, "folder"));
    await expect(metricsOf([join(folder.path, "folder")])).rejects.toMatchObject({ code: "metrics-file-unreadable" });
  });
});

describe("nothing is left behind", () => {
  // A folder of its own: in the machine's, other processes make and remove such folders meanwhile.
  beforeEach(() => {
    const own = mkdtempSync(join(folder.path, "temporary-"));
    for (const name of ["TMPDIR", "TEMP"]) vi.stubEnv(name, own);
  });
  afterEach(() => vi.unstubAllEnvs());
  const leftovers = () => readdirSync(tmpdir());

  test("whether it went well or not", async () => {
    await metricsOf([folder.write("left.zip", zipOf({ "a.json": array }))]);
    await expect(metricsOf([folder.write("left.json", "[1]")])).rejects.toThrow();
    expect(leftovers()).toEqual([]);
  });

  test("when the person cancels while documents are read", async () => {
    const stop = new AbortController();
    const never = new Readable({ read() {} });
    never.push(array);
    const sources = [{ name: "a stream", stream: never }];
    const options = { days: false, excludedIntents: [], excludeSuggestions: false, botIds: [] };
    const running = conversationMetrics(sources, options, stop.signal);
    stop.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
    expect(leftovers()).toEqual([]);
  });

  test.each([
    ["reading", "at once"],
    ["reading", "while DuckDB works"],
    ["counting", "at once"],
    ["counting", "while DuckDB works"],
  ] as const)("when the person cancels as %s begins, %s", async (stage, moment) => {
    const many = Array.from({ length: 60_000 }, (_, at) => JSON.stringify(conversation(`c${at}`))).join("\n");
    const file = folder.write("many.ndjson", many);
    const stop = new AbortController();
    const cancel = () => stop.abort(new Error("enough"));
    const onStage = ({ name }: { readonly name: string }) => {
      if (name !== stage) return;
      if (moment === "at once") cancel();
      // The stage's first statement is on its way then.
      else setImmediate(cancel);
    };
    await expect(metricsOf([file], {}, stop.signal, onStage)).rejects.toThrow("enough");
    expect(leftovers()).toEqual([]);
  });
});

/** gzip ends in a checksum and a length. */
function otherSum(packed: Buffer): Buffer {
  return Buffer.from(packed).fill(0, packed.length - 8, packed.length - 4);
}

/** Other bytes in the middle of what was packed. */
function damaged(zip: Buffer): Buffer {
  const packed = deflateRawSync(array);
  return Buffer.from(zip).fill(0x55, zip.indexOf(packed) + 10, zip.indexOf(packed) + 40);
}
