/** Rows that break what is careless. Every cell is text, cast to its column's type on the way in; bytes are hex. */
export type Cell = string | null;

export const eventColumns = {
  id: "uuid",
  number: "integer",
  started: "timestamptz",
  ended: "timestamptz",
  naive: "timestamp",
  ms: "bigint",
  label: "text",
  score: "double precision",
  amount: "numeric(20, 4)",
  ok: "boolean",
  day: "date",
  raw: "bytes",
  doc: "json",
  phone: "text",
  'odd " name': "text",
  object: "text",
} as const;

/** Texts for equality, patterns, masks and order. */
export const labels: readonly Cell[] = [
  "a",
  "B",
  "é",
  "e\u0301",
  "😀",
  "ﬀ",
  "",
  " ",
  "it's",
  "100%",
  "100",
  "a_b",
  "aXb",
  "a!b",
  "a\\b",
  'say "hi"',
  "line\nbreak\r\n\ttab",
  "\u202eright to left\u202c",
  "=1+1",
  "😀😀😀😀x",
  "$1",
  "'; DROP TABLE reporting.events; --",
  null,
  "\u00a0\u2003wide spaces",
  "Zürich",
  "z",
];

const instants: readonly (readonly [started: string, ended: string | null])[] = [
  ["2026-03-08T07:59:59.999999Z", "2026-03-08T08:00:00.000000Z"], // over the gap in Chicago
  ["2026-11-01T06:30:00.123456Z", "2026-11-01T07:30:00.123456Z"], // both are 01:30 in Chicago
  ["2026-03-17T05:00:00.001Z", "2026-03-17T05:00:00.0009Z"], // ends before it starts
  ["1969-12-31T23:59:59.999500Z", "1970-01-01T00:00:00.000400Z"],
  ["1899-06-01T12:00:00.000001Z", "1970-01-01T00:00:00Z"],
  ["2026-06-30T23:59:59.999Z", null],
  ["9999-12-31T23:59:59.998Z", "9999-12-31T23:59:59.999Z"],
];

const amounts: readonly Cell[] = ["0.0000", "-0.0050", "12345678901234.5678", "0.1000", null, "-99.9999", "10.0000"];
const scores: readonly Cell[] = ["0.1", "-0.0", "1e-7", "1e21", null, "3", "123456789.12345679"];
const uuids = ["ffffffff-0000-4000-8000", "00000000-0000-4000-8000", "80000000-0000-4000-8000", "7fffffff-0000-4000-8000"];

export const events: readonly (readonly Cell[])[] = labels.map((label, index) => {
  const [started, ended] = instants[index % instants.length]!;
  const ms = String(Date.parse(started));
  return [
    `${uuids[index % uuids.length]}-${String(index).padStart(12, "0")}`,
    String(index % 3 === 0 ? -index : index * 7),
    started,
    ended,
    started.replace("Z", ""),
    ms,
    label,
    scores[index % scores.length]!,
    amounts[index % amounts.length]!,
    index % 3 === 0 ? null : String(index % 2 === 0),
    index % 4 === 0 ? null : `2026-${String((index % 12) + 1).padStart(2, "0")}-28`,
    index % 5 === 0 ? null : "00ff27225c".slice(0, (index % 6) * 2),
    index % 4 === 0 ? null : JSON.stringify({ b: label, a: [1, "😀", null] }),
    index % 6 === 0 ? null : `+1555${String(index).padStart(4, "0")}`.slice(0, 3 + (index % 7)),
    `odd ' " \\ ${index}`,
    `{"object": ${index}}`,
  ];
});

export const turnColumns = {
  event_id: "uuid",
  turn: "integer",
  speaker: "text",
  said: "text",
  at: "timestamptz",
  amount: "numeric(20, 4)",
  raw: "bytes",
  final: "boolean",
  doc: "json",
  big: "bigint",
  score: "double precision",
} as const;

/** Every third event has turns, inserted backwards. */
export const turns: readonly (readonly Cell[])[] = events
  .filter((_, index) => index % 3 === 0)
  .flatMap((event, index) =>
    [3, 2, 1].map((turn) => [
      event[0]!,
      String(turn),
      turn % 2 === 0 ? "AGENT" : "CLIENT",
      labels[(index * 3 + turn) % labels.length]!,
      "2026-03-17T05:00:00.5Z",
      "1.5000",
      turn === 3 ? null : "00ff",
      turn === 1 ? "true" : null,
      '{"b": 1.50, "a": "\\u00e9"}',
      "9007199254740993",
      turn === 2 ? "0.1" : null,
    ]),
  );
