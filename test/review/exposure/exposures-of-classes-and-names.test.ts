import { describe } from "vitest";
import { besides, expectations } from "./expectations.ts";
import { at, edited } from "./two-states.ts";

describe("a class is taken away", () => {
  expectations([
    ["from a field", edited({ [at.template]: [[", pii: phone", ""]] }), ["calls.Number class-removed phone"]],
    [
      "and another one put in its place",
      edited({ [at.template]: [["pii: phone", "pii: none"]] }),
      ["calls.Number class-removed phone"],
    ],
    [
      "and a lower one put in its place, whose mask shows more",
      edited({
        [at.template]: [["pii: account, mask: full", "pii: phone"]],
      }),
      ["calls.Card class-removed account"],
    ],
    [
      "from an item in JSON",
      edited({ [at.template]: [["type: string, pii: free-text } } } }", "type: string } } } }"]] }),
      ["calls.Blocks[].text class-removed free-text"],
    ],
    [
      "from a field that a grant lets be read for a while",
      edited({ [at.template]: [["column: words, type: string, pii: free-text", "column: words, type: string"]] }),
      ["words.Words class-removed free-text"],
    ],
    [
      "and the field renamed",
      edited({
        [at.template]: [["Number: { column: ani, type: string, pii: phone }", "Line: { column: ani, type: string }"]],
        [at.calls]: [["Number", "Line"]],
      }),
      ["calls.Line class-removed phone"],
    ],
    [
      "and the table changed for one that nobody knows",
      edited({
        [at.template]: [
          ["reporting.calls }", "reporting.calls_v2 }"],
          [", pii: phone", ""],
        ],
      }),
      ["calls.Number class-removed phone", "words.Words new-column free-text"],
    ],
    [
      "and the field reads something else",
      edited({ [at.template]: [["ani, type: string, pii: phone", "line, type: string"]] }),
      ["calls.Number class-removed phone guessed"],
    ],
    [
      "and rows are ordered by it, who need not select it",
      edited({
        [at.template]: [
          [", pii: phone", ""],
          ["key: [ID]", "key: [ID, Number]"],
        ],
      }),
      ["calls.Number class-removed phone", "words.Number class-removed phone"],
    ],
    [
      "and rows are chosen by it",
      edited({
        [at.template]: [[", pii: phone", ""]],
        [at.words]: [["fields:", 'filter: { Number: { startsWith: "+1555" } }\nfields:']],
      }),
      ["calls.Number class-removed phone", "words.Number class-removed phone"],
    ],
  ]);
});

describe("a column has another name", () => {
  expectations([
    ["in a copy of the template", besides("Line: { column: ani, type: string }"), ["x.Line second-alias phone"]],
    [
      "in other letters",
      besides("Line: { column: ANI, type: string }", [], "{ table: Reporting.CALLS }"),
      ["x.Line second-alias phone"],
    ],
    [
      "in a table without its schema",
      besides("Line: { column: ani, type: string }", [], "{ table: calls }"),
      ["x.Line second-alias phone"],
    ],
    [
      "in an expression",
      besides("Line: { expression: \"'' || ani\", from: [ani], type: string, pii: none }"),
      ["x.Line second-alias phone"],
    ],
    ["as its greatest value", besides("Line: { column: ani, type: string, measure: max }"), ["x.Line second-alias phone"]],
    [
      "in an object",
      besides("Line: { object: { a: { column: id, type: uuid }, b: { column: ani, type: string } } }"),
      ["x.Line.b second-alias phone"],
    ],
    [
      "among the rows of another table",
      besides(
        "Lines: { nested: { table: reporting.calls, match: { id: id }, order: [began], value: { column: ani, type: string } } }",
      ),
      ["x.Lines[] second-alias phone"],
    ],
    [
      "as the keys of a map",
      besides(
        "Lines: { nested: { table: reporting.calls, match: { id: id }, entries: { key: ani, value: { column: service, type: string } } } }",
      ),
      ["x.Lines second-alias phone"],
    ],
    [
      "as what an object depends on",
      besides("Line: { when: ani, object: { a: { column: id, type: uuid } } }"),
      ["x.Line second-alias phone"],
    ],
    [
      "as ready-made JSON",
      besides("Line: { redshift: ani, object: { a: { column: id, type: uuid } } }"),
      ["x.Line second-alias phone"],
    ],
    [
      "with a class that shows more of it",
      besides("Line: { column: card, type: string, pii: phone }"),
      ["x.Line second-alias account"],
    ],
    [
      "in a table that nobody has read before",
      besides("Line: { column: ani, type: string }", [], "{ table: reporting.caller_view }"),
      ["x.Line new-column phone guessed"],
    ],
    [
      "beside the one that a grant lets be read",
      edited({ [at.words]: [["Words]", "Words, { field: Words, as: Said }]"]] }),
      ["words.Said second-alias free-text granted"],
    ],
    [
      "and the old one is read otherwise",
      edited({ [at.words]: [["Words]", "{ field: Service, as: Words }, { field: Words, as: Service }]"]] }),
      ["words.Service second-alias free-text granted"],
    ],
  ]);
});

describe("what an object depends on has not the class of what it holds", () => {
  const number = "Number: { column: ani, type: string, pii: phone }";
  const said = "Said: { when: said_at, object: { sum: { column: summary, type: string, pii: free-text } } }";
  const withSaid = (text: string) => ({ [at.template]: [[number, `${number}\n  ${text}`]] }) as const;
  const reads = { [at.calls]: [["Number, Card, Blocks", "Said"]] } as const;
  const ofWhole = said.replace("Said: {", "Said: { pii: free-text,");
  expectations(
    [
      ["when an extract reads it", edited({ ...withSaid(said), ...reads }), []],
      [
        "when an item loses its own",
        edited({ ...withSaid(said.replace(", pii: free-text", "")), ...reads }),
        ["calls.Said.sum second-alias free-text"],
      ],
    ],
    edited(withSaid(said)),
  );
  expectations(
    [
      [
        "but the one that was written for the whole",
        edited({ ...withSaid(said), ...reads }),
        ["calls.Said class-removed free-text guessed"],
      ],
    ],
    edited(withSaid(ofWhole)),
  );
});
