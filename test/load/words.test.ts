import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDate, isInstant, parseDateTime } from "../../runner/src/load/date-time.ts";
import { nearest } from "../../runner/src/load/did-you-mean.ts";
import { checkValue } from "../../runner/src/load/field-values.ts";
import { scanSql } from "../../runner/src/load/scan-sql.ts";
import { sqlTokens } from "../../runner/src/load/sql-tokens.ts";
import { isZone } from "../../runner/src/load/zones.ts";

describe("did you mean", () => {
  test.each([
    ["tempalte", "template"],
    ["templat", "template"],
    ["TEMPLATE", "template"],
    ["temlpates", "templates"],
    ["feilds", "fields"],
    ["zzz", undefined],
    ["a", undefined],
  ])("%s: %s", (found, expected) => {
    expect(nearest(found, ["template", "templates", "fields", "schedule"])).toBe(expected);
  });
});

const every = ["duckdb", "postgres", "redshift"] as const;

describe("SQL", () => {
  test.each([
    ["select a from b where c >= :window_start", ["select", "a", "from", "b", "where", "c"], ["window_start"]],
    ["a::text, ':no', \":no\", -- :no\n/* :no /* :no */ :no */ $$ :no $$ $t$ :no $t$ :yes", ["a", "text", ":no"], ["yes"]],
    ["'it''s', E'it\\'s :no', \"Said \"\"so\"\"\"", ['Said "so"', 'said "so"'], []],
    ["date'2026-01-01' + 1e5", ["date"], []],
    ["-- :no\r phone -- no\n :yes", ["phone"], ["yes"]],
    ["größe > Ünder", ["größe", "ünder"], []],
  ])("%s", (sql, words, placeholders) => {
    const scanned = scanSql(sql, every);
    expect(scanned.problem).toBeUndefined();
    expect([...scanned.words]).toEqual(words);
    expect([...scanned.placeholders]).toEqual(placeholders);
  });

  test.each([
    "'open",
    '"open',
    "/* open",
    "$$ open",
    "$a$ open $b$",
    "f(x",
    "x)",
    ")(",
    "a; b",
    "E'open\\'",
    "\0",
    'U&"\\0061ni"',
    "u&'a'",
  ])("%j is not closed in itself", (sql) => {
    expect(scanSql(sql, every).problem).toBeDefined();
  });

  test.each([
    ["/* a /* b */", ["duckdb"]],
    [String.raw`'a\\' || 'b'`, every],
    [String.raw`'a\'`, ["duckdb", "postgres"]],
    [String.raw`'a\'' || phone || '`, ["duckdb", "postgres"]],
    [String.raw`E'a'' b\'`, []],
    [String.raw`E'a\''`, every],
    ["$a1$ ' ( $a1$", every],
  ] as const)("%s is closed for %j", (sql, expected) => {
    expect(every.filter((dialect) => scanSql(sql, [dialect]).problem === undefined)).toEqual(expected);
  });

  test("of several dialects, what any reads as a word and what all read as a placeholder", () => {
    const { words, placeholders, problem } = scanSql("/* /* */ phone :a /* */ */ + :b", every);
    expect([[...words], [...placeholders], problem]).toEqual([["phone"], ["b"], undefined]);
  });

  test("tokens put together are the text", () => {
    const pieces = [`'`, `"`, "\\", "/*", "*/", "--", "\n", "$a$", "$1", ":", "a", "E", "U&", "1.5e3", "(", ";", "é"];
    const text = fc.array(fc.constantFrom(...pieces)).map((list) => list.join(""));
    fc.assert(
      fc.property(text, fc.constantFrom(...every), (sql, dialect) => {
        expect([...sqlTokens(sql, dialect)].map((token) => token.text).join("")).toBe(sql);
      }),
    );
  });
});

describe("dates and times", () => {
  test.each(["2026-03-17", "2026-03-17T00:00", "2026-03-17T00:00:59", "2026-03-17T00:00:00.123456", "2028-02-29"])(
    "%s is a wall clock time",
    (text) => {
      expect(parseDateTime(text)).toHaveProperty("wall");
      expect(isInstant(text)).toBe(false);
    },
  );

  test.each(["2026-03-17T07:00Z", "2026-03-17T00:00-07:00", "2026-03-17T00:00:00.5+05:30"])("%s is an instant", (text) => {
    expect(isInstant(text)).toBe(true);
  });

  test.each([
    "",
    "2026-3-17",
    "2026-02-29",
    "2026-03-17T24:00",
    "2026-03-17T23:60",
    "2026-03-17T23:59:60",
    "2026-03-17 00:00",
    "2026-03-17T00:00[UTC]",
    "20260317",
    "2026-03-17T00",
    "+002026-03-17",
    "2026-03-17Z",
  ])("%s is neither", (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });

  test("a day is a date that exists", () => {
    expect([isDate("2026-12-31"), isDate("2026-12-32"), isDate("2026-12-31T00:00")]).toEqual([true, false, false]);
  });
});

test("zones are those of the IANA database, as it writes them", () => {
  for (const zone of ["UTC", "America/Chicago", "US/Central", "Asia/Calcutta", "Etc/GMT+5"])
    expect(isZone(zone), zone).toBe(true);
  for (const text of ["america/chicago", "Chicago", "+01:00", "GMT-0700", "", "America/Chicago ", "../etc"])
    expect(isZone(text), text).toBe(false);
  for (const abbreviation of ["CST", "PST", "IST", "BST", "JST", "ACT"]) expect(isZone(abbreviation), abbreviation).toBe(false);
});

test("a written value fits its type, or a message says what does", () => {
  const fitting = [
    ["integer", "9223372036854775807"],
    ["integer", -5],
    ["decimal", "12.50"],
    ["decimal", 3],
    ["uuid", "0B1F3A52-7c1d-4d8e-9a35-2f6f0e1c9b77"],
    ["bytes", "AAE="],
    ["boolean", false],
    ["instant", "2026-03-17T07:00:00Z"],
    ["date", "2026-03-17"],
    ["string", ""],
  ] as const;
  for (const [type, value] of fitting) expect(checkValue({ type }, value), type).toBeUndefined();
  const unfit = [
    ["integer", "9223372036854775808"],
    ["integer", 1.5],
    ["decimal", "1e5"],
    ["float64", "1"],
    ["uuid", "x"],
    ["bytes", "A"],
    ["boolean", "false"],
    ["string", "a\0b"],
    ["string", 1],
  ] as const;
  for (const [type, value] of unfit) expect(checkValue({ type }, value), type).toMatch(/^expected /);
});
