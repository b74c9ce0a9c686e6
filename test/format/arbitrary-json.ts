import fc from "fast-check";
import type { LogicalType, Shape, ShapeKey } from "../../runner/src/load/types.ts";
import { postgresText, referenceText, type Value } from "./reference-encoder.ts";

/** How a writer of JSON sets white space and strings. */
export interface Style {
  readonly comma: string;
  readonly colon: string;
  /** Beside brackets. */
  readonly inner: string;
  /** A string of JSON. */
  string(text: string): string;
}

const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(4, "0");
const capitals = (json: string): string => json.replace(/\\u00../g, (code) => `\\u${code.slice(2).toUpperCase()}`);

export const styles: Readonly<Record<string, Style>> = {
  "json of PostgreSQL": { comma: ", ", colon: " : ", inner: "", string: JSON.stringify },
  "jsonb of PostgreSQL": { comma: ", ", colon: ": ", inner: "", string: JSON.stringify },
  DuckDB: { comma: ",", colon: ":", inner: "", string: (text) => capitals(JSON.stringify(text)) },
  "white space": { comma: "\n ,\t\r", colon: "  :  ", inner: " \n\n ", string: JSON.stringify },
  escapes: {
    comma: ",",
    colon: ":",
    inner: "",
    string: (text) => `"${text.replace(/[\s\S]/g, (char) => (char === "/" ? "\\/" : `\\u${hex(char)}`))}"`,
  },
};

/** JSON as a style writes it, and its canonical text. */
export interface Sample {
  readonly canonical: string;
  write(style: Style): string;
}

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom("a", "é", '"', "\\", "/", "\n", "\t", "\b", "\f", "\r", "\u0001", "\u000b", "\u001f", "\u007f", "👍", "\u2028"),
    maxLength: 60,
  }), // biome-ignore format: a list of characters
  fc.string({ unit: fc.constantFrom("x", "y"), minLength: 13, maxLength: 34 }),
);
const micros = fc.bigInt({ min: -62_100_000_000_000_000n, max: 253_300_000_000_000_000n });

const leafTypes: readonly LogicalType[] = [
  { type: "string" },
  { type: "integer" },
  { type: "decimal", precision: 30, scale: 0 },
  { type: "decimal", precision: 30, scale: 4 },
  { type: "float64" },
  { type: "boolean" },
  { type: "instant", precision: 0 },
  { type: "instant", precision: 6 },
  { type: "date" },
  { type: "uuid" },
];

const values: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  string: text,
  integer: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  decimal: fc.oneof(fc.bigInt({ min: -100_000n, max: 100_000n }), fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n })),
  float64: fc.oneof(
    fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => n / 1000),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ),
  boolean: fc.boolean(),
  instant: micros,
  date: fc
    .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  uuid: fc.uuid(),
};

const bare = new Set(["integer", "decimal", "float64", "boolean"]);
const none: Sample = { canonical: "null", write: () => "null" };

/** A value as JSON has it, or as a driver's text in quotes. */
function leaf(type: LogicalType): fc.Arbitrary<Sample> {
  return fc.tuple(values[type.type] ?? text, fc.boolean()).map(([value, quoted]) => {
    const reference = referenceText(type, value!);
    const driver = type.type === "boolean" ? reference : (postgresText(type, value) ?? "");
    const stands = bare.has(type.type);
    return {
      canonical: stands ? reference : JSON.stringify(reference),
      write: (style) => (stands && (!quoted || type.type === "boolean") ? driver : style.string(driver)),
    };
  });
}

/** Any JSON; its objects have sorted keys. */
const anything = fc.letrec<{ any: Sample }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthIdentifier: "json" },
    fc.constant(none),
    ...leafTypes
      .slice(0, 6)
      .map((type) => leaf(type.type === "decimal" ? { type: "integer" } : type))
      .map(unquoted),
    fc.array(tie("any"), { maxLength: 4 }).map(arrayOf),
    fc.dictionary(text, tie("any"), { maxKeys: 4 }).map((entries) => mapOf(Object.entries(entries), false)),
  ),
})).any;

function unquoted(samples: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  return samples.map(({ canonical }) => ({
    canonical,
    write: (style) => (canonical.startsWith('"') ? style.string(String(JSON.parse(canonical))) : canonical),
  }));
}

function arrayOf(items: readonly Sample[]): Sample {
  return {
    canonical: `[${items.map(({ canonical }) => canonical).join(",")}]`,
    write: (style) => `[${style.inner}${items.map((item) => item.write(style)).join(style.comma)}${style.inner}]`,
  };
}

function mapOf(entries: readonly (readonly [string, Sample])[], withoutNulls: boolean): Sample {
  const sorted = entries.toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const kept = sorted.filter(([, { canonical }]) => !withoutNulls || canonical !== "null");
  return {
    canonical: `{${kept.map(([key, { canonical }]) => `${JSON.stringify(key)}:${canonical}`).join(",")}}`,
    write: (style) => written(sorted, style),
  };
}

function written(entries: readonly (readonly [string, Sample])[], style: Style): string {
  const pairs = entries.map(([key, value]) => `${style.string(key)}${style.colon}${value.write(style)}`);
  return `{${style.inner}${pairs.join(style.comma)}${style.inner}}`;
}

interface Shaped {
  readonly shape: Shape;
  readonly sample: fc.Arbitrary<Sample>;
}

const orNull = (samples: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> => fc.option(samples, { nil: none, freq: 5 });

const shaped = fc.letrec<{ any: Shaped }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthIdentifier: "shape" },
    fc.constantFrom(...leafTypes).map((type): Shaped => ({ shape: { kind: "value", type }, sample: leaf(type) })),
    fc.constant<Shaped>({ shape: { kind: "value", type: { type: "json" } }, sample: anything }),
    fc.tuple(tie("any"), fc.boolean()).map(([{ shape, sample }, asked]): Shaped => {
      const required = asked && isNeverNull(shape);
      return {
        shape: { kind: "array", items: shape, ...(required && { required: true as const }) },
        sample: fc.array(required ? sample : orNull(sample), { maxLength: 4 }).map(arrayOf),
      };
    }),
    tie("any").map(
      ({ shape, sample }): Shaped => ({
        shape: { kind: "map", values: shape },
        sample: fc.dictionary(text, orNull(sample), { maxKeys: 4 }).map((entries) => mapOf(Object.entries(entries), true)),
      }),
    ),
    fc
      .uniqueArray(fc.tuple(text, tie("any"), fc.constantFrom("", "optional", "required")), {
        maxLength: 5,
        selector: ([name]) => name,
      })
      .map(objectOf),
  ),
})).any;

/** Any JSON may be a null. */
const isNeverNull = (shape: Shape): boolean => shape.kind !== "value" || shape.type.type !== "json";

function objectOf(keys: readonly (readonly [name: string, value: Shaped, presence: string])[]): Shaped {
  const isRequired = (shape: Shape, presence: string): boolean => presence === "required" && isNeverNull(shape);
  const shapeKeys = keys.map(
    ([name, { shape }, presence]): ShapeKey => ({
      name,
      shape,
      ...(presence === "optional" && { optional: true as const }),
      ...(isRequired(shape, presence) && { required: true as const }),
    }),
  );
  const present = keys.map(([, { shape, sample }, presence]) => (isRequired(shape, presence) ? sample : orNull(sample)));
  const sample = fc.tuple(...present).map((samples): Sample => {
    const pairs = keys.map(([name, , presence], i) => ({ name, optional: presence === "optional", value: samples[i]! }));
    const kept = pairs.filter(({ optional, value }) => !optional || value.canonical !== "null");
    return {
      canonical: `{${kept.map(({ name, value }) => `${JSON.stringify(name)}:${value.canonical}`).join(",")}}`,
      write: (style) =>
        written(
          pairs.map(({ name, value }) => [name, value]),
          style,
        ),
    };
  });
  return { shape: { kind: "object", keys: shapeKeys }, sample };
}

/** A shape, and JSON in it, as some styles write it. */
export const shapedSamples = shaped.chain(({ shape, sample }) =>
  fc.record({
    shape: fc.constant(shape),
    texts: fc.array(
      fc.tuple(orNull(sample), fc.constantFrom(...Object.values(styles))).map(([json, style]) => ({
        canonical: json.canonical,
        text: json.write(style),
      })),
      { minLength: 1, maxLength: 8 },
    ),
  }),
);
