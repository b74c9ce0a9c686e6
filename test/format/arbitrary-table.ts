import fc from "fast-check";
import type { LogicalType } from "../../runner/src/load/types.ts";
import type { Value } from "./reference-encoder.ts";

/** Text as real life has it: every alphabet, delimiters, quotes, line breaks, control characters, and lengths around 16. */
const text = fc
  .oneof(
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(
        "a",
        "é",
        '"',
        ",",
        ";",
        "\n",
        "\r",
        "\t",
        "\\",
        "\u0001",
        "\u001f",
        "\u007f",
        "👍",
        "\u2028",
        " ",
        "'",
      ),
      maxLength: 60,
    }),
    fc.string({ unit: fc.constantFrom("x", "y"), minLength: 14, maxLength: 34 }),
    fc.constantFrom("", " ", '"', "\\.", "NULL", "=1+1", "+1 555", "\ufeff", "0".repeat(300)),
  )
  .map((value) => value.replaceAll("\u0000", ""));

const zones = [
  "America/Chicago",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Europe/London",
  "Pacific/Apia",
  "America/St_Johns",
  "UTC",
];

/** From year 2 to 9998, so that no zone leaves the years that have four digits; most of them near to today. */
const micros = fc.oneof(
  fc.bigInt({ min: -62_100_000_000_000_000n, max: 253_300_000_000_000_000n }),
  fc.bigInt({ min: 1_700_000_000_000_000n, max: 1_800_000_000_000_000n }),
  fc.bigInt({ min: 1_700_000_000n, max: 1_800_000_000n }).map((seconds) => seconds * 1_000_000n),
);

const precision = fc.constantFrom(0 as const, 3 as const, 6 as const);
const type: fc.Arbitrary<LogicalType> = fc.oneof(
  fc.constantFrom<LogicalType>(
    { type: "string" },
    { type: "integer" },
    { type: "float64" },
    { type: "boolean" },
    { type: "date" },
    { type: "uuid" },
  ),
  fc.integer({ min: 0, max: 9 }).map((scale): LogicalType => ({ type: "decimal", precision: 30, scale })),
  precision.map((digits): LogicalType => ({ type: "instant", precision: digits })),
  fc
    .tuple(precision, fc.constantFrom(...zones))
    .map(([digits, timezone]): LogicalType => ({ type: "local", precision: digits, timezone })),
);

function valuesOf({ type: name }: LogicalType): fc.Arbitrary<Value> {
  const values: Record<string, fc.Arbitrary<Value>> = {
    string: text,
    integer: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    decimal: fc.oneof(fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n }), fc.bigInt({ min: -100_000n, max: 100_000n })),
    float64: fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => n / 1000),
      fc.constantFrom(0, -0, 1e21, 1e-7, 0.000001, 123456789012345, 0.1 + 0.2, 5e-324),
    ),
    boolean: fc.boolean(),
    date: fc
      .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
    uuid: fc.uuid(),
    instant: micros,
    local: micros,
  };
  return fc.option(values[name] ?? text, { freq: 5 });
}

export interface Table {
  readonly types: readonly LogicalType[];
  readonly rows: readonly (readonly Value[])[];
}

/** Tables of up to eight columns and forty rows. */
export const table: fc.Arbitrary<Table> = fc
  .array(type, { minLength: 1, maxLength: 8 })
  .chain((types) =>
    fc.record({ types: fc.constant(types), rows: fc.array(fc.tuple(...types.map(valuesOf)), { maxLength: 40 }) }),
  );
