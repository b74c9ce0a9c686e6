import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdits } from "../../../runner/src/language.ts";
import { commentsOf } from "../../../vscode-extension/src/form/yaml/comments.ts";
import { isMapping, type Json, type JsonMap } from "../../../vscode-extension/src/form/yaml/json.ts";
import { patchYaml } from "../../../vscode-extension/src/form/yaml/patch.ts";
import { parseYaml, plainOf } from "../../../vscode-extension/src/form/yaml/tree.ts";

/** The text after the form made the document say something else. */
function patched(text: string, change: (value: JsonMap) => JsonMap, index = 0): string | undefined {
  const value = plainOf(parseYaml(text)![index]!) as JsonMap;
  const edits = patchYaml(text, index, change(value));
  return edits && applyEdits(text, edits);
}

const fields = (list: readonly Json[]) => (value: JsonMap) => ({ ...value, fields: list });
const filter = (tree: JsonMap) => (value: JsonMap) => ({ ...value, filter: tree });

describe("scalars", () => {
  test("keep their quotes and the comment beside them", () => {
    const text = `kind: Extract # first\nname: 'a'   # the name\nowner: "amy"\n`;
    expect(patched(text, (value) => ({ ...value, name: "b c", owner: "dana" }))).toBe(
      `kind: Extract # first\nname: 'b c'   # the name\nowner: "dana"\n`,
    );
  });

  test.each([
    "on",
    "12",
    "06:00",
    "2026-03-17",
    "true",
    "null",
    "~",
    "-",
    "a: b",
    "a #b",
    "[x",
    "",
    "1e3",
    "0x1f",
    "é",
    "a\tb",
  ])("the name %j is read as text", (name) => {
    const text = patched("kind: Extract\nname: old\n", (value) => ({ ...value, name }))!;
    expect(plainOf(parseYaml(text)![0]!)).toEqual({ kind: "Extract", name });
  });
});

describe("keys", () => {
  test("are added behind the one before them, and taken out with their line", () => {
    const text = "kind: Extract\n\n# who\nowner: amy # me\nshared: true # all of us\ntemplate: T\n";
    const shown = patched(text, ({ shared, template, ...value }) => ({ ...value, product: "p", template: template! }));
    expect(shown).toBe("kind: Extract\n\n# who\nowner: amy # me\nproduct: p\n# all of us\ntemplate: T\n");
  });

  test("stand in braces where the others do", () => {
    const text = `schedule: { every: day, at: "06:00", timezone: UTC }  # nightly\n`;
    expect(patched(text, () => ({ schedule: { every: "week", day: "monday", at: "06:00" } }))).toBe(
      `schedule: { every: week, day: monday, at: "06:00" }  # nightly\n`,
    );
  });
});

describe("lists of fields", () => {
  const block = "fields:\n  # who\n  - A # id\n  - { field: B, as: b }\n\n  # what\n  - C\nowner: amy\n";

  test("move with the comment on their line; the others stay", () => {
    expect(patched(block, fields(["C", "A", { field: "B", as: "b" }]))).toBe(
      "fields:\n  # who\n  - C\n  - A # id\n\n  # what\n  - { field: B, as: b }\nowner: amy\n",
    );
  });

  test("lose one, and keep what was noted beside it", () => {
    expect(patched(block, fields([{ field: "B", as: "b" }, "C"]))).toBe(
      "fields:\n  # who\n  # id\n  - { field: B, as: b }\n\n  # what\n  - C\nowner: amy\n",
    );
  });

  test("get one in the middle, at the top and at the end", () => {
    expect(patched(block, fields(["0", "A", "on", { field: "B", as: "b" }, "C", "D"]))).toBe(
      `fields:\n  # who\n  - "0"\n  - A # id\n  - "on"\n  - { field: B, as: b }\n\n  # what\n  - C\n  - D\nowner: amy\n`,
    );
  });

  test("in brackets stay in brackets", () => {
    expect(patched("fields: [A, B,  C] # all\n", fields(["A", "C", { field: "D", as: "d" }, "E"]))).toBe(
      "fields: [A,  C, { field: D, as: d }, E] # all\n",
    );
    expect(patched("fields: [A, B,  C]\n", fields(["C", "B", "A"]))).toBe("fields: [C, B,  A]\n");
  });

  test("become lines where a line would be too long", () => {
    const long = Array.from({ length: 12 }, (_, at) => `Contact number ${at}`);
    expect(patched("fields: all # every one\n", fields(long))).toBe(
      `fields: # every one\n${long.map((name) => `  - ${name}\n`).join("")}`,
    );
    expect(patched(`fields: [${long.slice(0, 6).join(", ")}]\n`, fields(long))).toBe(
      `fields:\n${long.map((name) => `  - ${name}\n`).join("")}`,
    );
  });

  test("give way to `all`", () => {
    expect(patched(block, (value) => ({ ...value, fields: "all" }))).toBe("fields: all\n# who\n# id\n# what\nowner: amy\n");
  });
});

describe("filters", () => {
  test("get a condition, in the shape of the others", () => {
    const text = "filter:\n  all:\n    - Channel: { in: [Voice] } # calls\n";
    expect(patched(text, filter({ all: [{ Channel: { in: ["Voice"] } }, { Duration: { gte: 1 } }] }))).toBe(
      "filter:\n  all:\n    - Channel: { in: [Voice] } # calls\n    - Duration: { gte: 1 }\n",
    );
  });

  test("change a field, an operator, a value, each by a word", () => {
    const text = "filter: { Channel: { eq: Voice } }\n";
    expect(patched(text, filter({ Service: { eq: "Voice" } }))).toBe("filter: { Service: { eq: Voice } }\n");
    expect(patched(text, filter({ Channel: { ne: "Voice" } }))).toBe("filter: { Channel: { ne: Voice } }\n");
    expect(patched(text, filter({ Channel: { eq: "SMS" } }))).toBe("filter: { Channel: { eq: SMS } }\n");
  });

  test("are written as a person would", () => {
    const tree = {
      all: [{ Channel: { in: ["Web-Chat", "Voice"] } }, { any: [{ A: { eq: 1 } }, { not: { B: { isNull: true } } }] }],
    };
    expect(patched("kind: Extract\nwindow: {}\n", (value) => ({ kind: value["kind"]!, filter: tree, window: {} }))).toBe(
      "kind: Extract\nfilter:\n  all:\n    - Channel: { in: [Web-Chat, Voice] }\n    - any:\n        - A: { eq: 1 }\n" +
        "        - not: { B: { isNull: true } }\nwindow: {}\n",
    );
  });
});

describe("texts", () => {
  test("of several documents change in one", () => {
    const text = "# top\nkind: A\n---\nkind: B # b\nname: x\n---\nkind: C\n";
    expect(patched(text, (value) => ({ ...value, name: "z" }), 1)).toBe(
      "# top\nkind: A\n---\nkind: B # b\nname: z\n---\nkind: C\n",
    );
  });

  test("keep their line ends", () => {
    const text = "kind: A\r\nname: x # n\r\nfields:\r\n  - A\r\n  - B # b\r\n";
    expect(patched(text, (value) => ({ ...value, name: "z", fields: ["B", "A"] }))).toBe(
      "kind: A\r\nname: z # n\r\nfields:\r\n  - B # b\r\n  - A\r\n",
    );
  });

  test("lose a line of theirs with its line end", () => {
    const text = "kind: A\r\nname: x # n\r\nfields:\r\n  - A\r\n  - B\r\n";
    expect(patched(text, () => ({ kind: "A", fields: ["B"] }))).toBe("kind: A\r\n# n\nfields:\r\n  - B\r\n");
  });

  test("that can't be parsed, or that hold no mapping, are left alone", () => {
    expect(patchYaml("a: [", 0, { a: 1 })).toBeUndefined();
    expect(patchYaml("- a\n", 0, { a: 1 })).toBeUndefined();
    expect(patchYaml("", 0, { a: 1 })).toBeUndefined();
  });

  test("whose anchor is used elsewhere are left alone rather than changed twice", () => {
    expect(patchYaml("a: &x { b: 1 }\nc: *x\n", 0, { a: { b: 2 }, c: { b: 1 } })).toBeUndefined();
    expect(patched("a: &x { b: 1 }\nc: *x\n", (value) => ({ ...value, c: { b: 2 } }))).toBe("a: &x { b: 1 }\nc: { b: 2 }\n");
  });
});

/** YAML as people write it, at random: values with comments, blank lines, flow and block, quotes. */
const key = fc.constantFrom("a", "b c", "Duration(ms)", "d-e", "name", "x.y");
const word = fc.constantFrom("Voice", "Web-Chat", "a b", "on", "06:00", "x: y", "12", "#no", "it's", 'say "x"', "", " pad");
const scalar: fc.Arbitrary<Json> = fc.oneof(word, fc.integer(), fc.boolean(), fc.constantFrom(1.5, -0.25));
const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
}));
const mapping = fc.dictionary(key, anyValue, { minKeys: 1, maxKeys: 5 }) as fc.Arbitrary<JsonMap>;

/** A value written by hand: each line may get a comment, each collection its style. */
function written(value: Json, indent: number, dice: () => number): string {
  const space = " ".repeat(indent);
  const comment = (): string => (dice() < 0.3 ? ` # note ${Math.floor(dice() * 1000)}` : "");
  const above = (): string => (dice() < 0.2 ? `${space}# above ${Math.floor(dice() * 1000)}\n` : "");
  const inline = (inner: Json): string | undefined => {
    const empty = Array.isArray(inner) || isMapping(inner) ? Object.keys(inner).length === 0 : true;
    return empty || dice() < 0.4 ? JSON.stringify(inner) : undefined;
  };
  if (Array.isArray(value)) {
    return value
      .map((item: Json) => {
        const flow = inline(item);
        if (flow !== undefined) return `${above()}${space}- ${flow}${comment()}\n`;
        return `${above()}${space}-${comment()}\n${written(item, indent + 2, dice)}`;
      })
      .join("");
  }
  return Object.entries(value as JsonMap)
    .map(([name, item]) => {
      const flow = inline(item);
      if (flow !== undefined) return `${above()}${space}${JSON.stringify(name)}: ${flow}${comment()}\n`;
      return `${above()}${space}${JSON.stringify(name)}:${comment()}\n${written(item, indent + 2, dice)}`;
    })
    .join("");
}

test("whatever a document says and is made to say: it says that, and every comment is there still", () => {
  let done = 0;
  fc.assert(
    fc.property(mapping, mapping, fc.integer({ min: 1, max: 2 ** 31 - 2 }), (one, change, seed) => {
      let state = seed;
      const dice = (): number => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647;
      };
      const before = { kind: "Extract", ...one };
      // As Windows writes it, too.
      const text = written(before, 0, dice).replaceAll("\n", dice() < 0.3 ? "\r\n" : "\n");
      const after: Record<string, Json> = { ...before, ...change };
      for (const name of Object.keys(after)) if (dice() < 0.15 && name !== "kind") delete after[name];
      const edits = patchYaml(text, 0, after);
      if (edits === undefined) return;
      done += 1;
      const changed = applyEdits(text, edits);
      expect(plainOf(parseYaml(changed)![0]!)).toEqual(after);
      const left = commentsOf(changed).map((each) => each.text);
      for (const each of commentsOf(text)) expect(left).toContain(each.text);
    }),
    { numRuns: 400 },
  );
  // Nearly everything can be done.
  expect(done).toBeGreaterThan(380);
});
