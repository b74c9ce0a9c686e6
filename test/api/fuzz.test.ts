import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeAjv } from "../../runner/src/api/validation.ts";
import { dailyExports } from "../commands/daily-exports.ts";
import { openServer, type TestServer, type User } from "./server.ts";

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

interface Media {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly schema: Schema;
    readonly required?: boolean;
  }[];
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Media>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

let server: TestServer;
let document: Document;
/** What there is, so that not everything asks for nothing. */
const known: string[] = ["amys-calls", "shared-calls", "shared-daily", "2026-03-17", "2026-11-16T00:00:00Z", "amy"];

beforeAll(async () => {
  server = await openServer({ limits: { perAddress: 1e9, perToken: 1e9 } }, "sqlite", dailyExports);
  document = JSON.parse(JSON.stringify(server.api.app.swagger()));
  known.push("shared-talks", "2026-11-19", "2026-11-20");
  for (const name of ["amys-calls", "shared-calls", "shared-talks"]) known.push((await server.estate.publish(name)).id);
});
afterAll(() => server[Symbol.asyncDispose]());

const nasty = [
  "",
  " ",
  "'",
  '"',
  "\\",
  "%",
  "_",
  "\u0000",
  "../..",
  "__proto__",
  "null",
  "NaN",
  "-1",
  "1e999",
  "🙂",
  "\ud800",
  "x".repeat(300),
];

/** Mostly what the schema allows; the rest anything. */
function like(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return like(document.components.schemas[schema.$ref.split("/").at(-1)!]!, depth);
  return fc.oneof({ weight: 12, arbitrary: valid(schema, depth) }, { weight: 1, arbitrary: anything });
}

const anything = fc.oneof(fc.constantFrom<unknown>(...nasty, null, true, -1, 1.5, 2 ** 60, [], {}), fc.jsonValue());

function valid(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "integer":
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? -5, max: Math.min(schema.maximum ?? 50, 50) }),
        fc.constant(schema.maximum),
      );
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(like(schema.items ?? {}, depth + 1), { maxLength: Math.min(schema.maxItems ?? 5, 5) });
    case "object":
      return object(schema, depth);
    default:
      return fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...known) },
        fc.constantFrom(...nasty),
        fc.string({ maxLength: 30 }),
      );
  }
}

function object({ properties = {}, required = [] }: Schema, depth: number): fc.Arbitrary<unknown> {
  if (depth > 3 || Object.keys(properties).length === 0)
    return fc.dictionary(fc.constantFrom("all", "any", "not", "Id", "x"), fc.jsonValue({ maxDepth: 2 }));
  const model = Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, like(schema, depth + 1)]));
  return fc.record(model, { requiredKeys: [...required] });
}

interface Request {
  readonly user: User | undefined;
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

function requests(): fc.Arbitrary<Request> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return fc.constantFrom(...operations).chain(({ path, method, operation }) => {
    const { parameters = [], requestBody } = operation;
    const ofPlace = (place: string) =>
      fc.record(
        Object.fromEntries(parameters.filter((each) => each.in === place).map(({ name, schema }) => [name, like(schema)])),
        { requiredKeys: place === "path" ? parameters.filter((each) => each.in === place).map(({ name }) => name) : [] },
      ) as fc.Arbitrary<Record<string, unknown>>;
    const schema = requestBody?.content?.["application/json"]?.schema;
    return fc
      .record({
        user: fc.oneof({ weight: 30, arbitrary: fc.constantFrom("ada", "amy", "ben", "vic") }, fc.constant(undefined)),
        inPath: ofPlace("path"),
        query: ofPlace("query"),
        range: fc.option(fc.constantFrom("bytes=0-1", "bytes=-1", "bytes=99999-", "x", "bytes=1-0,2-3"), { nil: undefined }),
        key: fc.option(fc.constantFrom("k1", "k2", " ", "x".repeat(300)), { nil: undefined }),
        body: schema === undefined ? fc.constant(undefined) : like(schema),
      })
      .map(({ user, inPath, query, range, key, body }) => {
        const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(inPath[name]));
        const search = Object.entries(query).flatMap(([name, value]) =>
          (Array.isArray(value) ? value : [value]).map((each) => `${name}=${encoded(each)}`),
        );
        return {
          user: user as User | undefined,
          method: method.toUpperCase(),
          path,
          url: search.length === 0 ? url : `${url}?${search.join("&")}`,
          headers: {
            ...(range === undefined ? {} : { range }),
            ...(key === undefined ? {} : { "idempotency-key": key }),
          },
          body,
        };
      });
  });
}

function encoded(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return encodeURIComponent(text.toWellFormed());
}

it("answers whatever is asked as its own document says, and never fails", async () => {
  const ajv = makeAjv(false);
  const validators = new Map<string, ReturnType<typeof ajv.compile>>();
  const seen = new Map<string, number>();
  const check = (schema: Schema, value: unknown): string | undefined => {
    const key = JSON.stringify(schema);
    const written = JSON.parse(key.replaceAll("#/components/schemas/", ""), (name, item) =>
      name === "$ref" ? `${item}#` : item,
    );
    const validate = validators.get(key) ?? ajv.compile(written);
    validators.set(key, validate);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
  await fc.assert(
    fc.asyncProperty(requests(), async ({ user, method, path, url, headers, body }) => {
      const operation = document.paths[path]![method.toLowerCase()]!;
      const answer = await server.ask(user, method, url, body as object, {
        ...headers,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      });
      const said = `${user} ${method} ${url} ${JSON.stringify(body)}: ${answer.status} ${answer.text.slice(0, 500)}`;
      if (answer.status >= 500) throw new Error(said);
      seen.set(`${operation.operationId} ${answer.status < 400}`, 1);
      // An address that fits another route, or none, is answered by that.
      const described = operation.responses[String(answer.status)];
      if (described === undefined && (answer.status === 404 || url.split("?")[0]!.includes("//"))) return;
      if (described === undefined) throw new Error(`not described: ${said}`);
      const type = answer.headers["content-type"]?.split(";")[0] ?? "";
      const schema = described.content?.[type]?.schema;
      if (schema === undefined || !type.endsWith("json")) return;
      const wrong = check(schema, answer.json);
      if (wrong !== undefined) throw new Error(`${wrong}: ${said}`);
    }),
    { numRuns: Number(process.env["FUZZ"] ?? 1500) },
  );
  const done = [...seen.keys()].filter((key) => key.endsWith("true"));
  // Most routes were not only refused.
  expect(done.length).toBeGreaterThan(15);
}, 120_000);
