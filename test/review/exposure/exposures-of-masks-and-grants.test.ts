import { describe } from "vitest";
import { expectations } from "./expectations.ts";
import { at, changed, edited, extractText, project } from "./two-states.ts";

describe("a mask goes", () => {
  const masked = edited({ [at.words]: [["Words]", "{ field: Words, mask: full }, { field: Number, mask: full }]"]] });
  const inTemplate = edited({ [at.template]: [["pii: phone", "pii: phone, mask: full"]] });
  expectations(
    [
      [
        "that the author put there, where a grant holds",
        edited({ [at.words]: [["{ field: Words, mask: full }", "Words"]] }, masked),
        ["words.Words mask-removed free-text granted"],
      ],
      [
        "that the author put there, where policy's shows more",
        edited({ [at.words]: [["{ field: Number, mask: full }", "Number"]] }, masked),
        ["words.Number mask-weakened phone"],
      ],
    ],
    masked,
  );
  expectations([["that the template put there", project, ["calls.Number mask-weakened phone"]]], inTemplate);
  expectations([
    ["of a class in datafeed.yaml", edited({ [at.project]: [["phone: last4", "phone: last4, account: last4"]] }), []],
    [
      "of a class in datafeed.yaml, and the template's with it",
      edited({
        [at.project]: [["phone: last4", "phone: last4, account: last4"]],
        [at.template]: [[", mask: full", ""]],
      }),
      ["calls.Card mask-weakened account own"],
    ],
    [
      "of a class in datafeed.yaml, for a new extract",
      edited(
        {
          [at.project]: [["phone: last4", "phone: last4, free-text: redact"]],
        },
        { "extracts/x.extract.yaml": extractText("x", "Calls", "fields: [ID, Words]") },
      ),
      ["calls.Blocks[].text mask-weakened free-text own", "x.Words mask-weakened free-text own"],
    ],
  ]);
});

describe("a grant", () => {
  const grant = (fields: string, extracts: string, until = "2027-06-30") => {
    return `grants:\n  - { template: Calls, fields: [${fields}], ${extracts}approvedBy: dana, reason: r, until: "${until}" }`;
  };
  expectations([
    [
      "comes",
      edited({ [at.project]: [["grants:", grant("Number", "extracts: [calls], ")]] }),
      ["calls.Number grant-added phone own"],
    ],
    [
      "comes for all",
      edited({ [at.project]: [["grants:", grant("Number, Card", "")]] }),
      ["calls.Number grant-added phone own", "calls.Card grant-added account own"],
    ],
    [
      "comes with its extract",
      edited(
        { [at.project]: [["grants:", grant("Number", "extracts: [x], ")]] },
        {
          "extracts/x.extract.yaml": extractText("x", "Calls", "fields: [ID, Number]"),
        },
      ),
      ["x.Number grant-added phone own"],
    ],
    [
      "comes, and rows are chosen by it alone",
      edited(
        { [at.project]: [["grants:", grant("Number", "extracts: [x], ")]] },
        {
          "extracts/x.extract.yaml": extractText("x", "Calls", 'filter: { Number: { eq: "+1" } }', "fields: [ID]"),
        },
      ),
      ["x.Number grant-added phone own"],
    ],
    [
      "comes for JSON, item by item",
      edited({ [at.project]: [["grants:", grant("Blocks", "extracts: [calls], ")]] }),
      ["calls.Blocks[].text grant-added free-text own"],
    ],
    [
      "names more extracts",
      edited({ [at.project]: [["extracts: [words]", "extracts: [words, calls]"]], [at.calls]: [["Number", "Words"]] }),
      ["calls.Words grant-added free-text own"],
    ],
    [
      "comes with less of a mask, each of which would show something",
      edited({
        [at.project]: [["grants:", grant("Card", "extracts: [calls], ")]],
        [at.template]: [["pii: account, mask: full", "pii: phone"]],
      }),
      ["calls.Card class-removed account own"],
    ],
    ["lasts longer", edited({ [at.project]: [["2027-06-30", "2028-06-30"]] }), ["words.Words grant-added free-text own"]],
    ["lasts less", edited({ [at.project]: [["2027-06-30", "2027-01-31"]] }), []],
    ["that has ended comes", edited({ [at.project]: [["grants:", grant("Number", "", "2026-11-20")]] }), []],
  ]);

  const spare = edited({ [at.words]: [["Words]", "Service]"]] });
  expectations(
    [
      ["of the base is used", project, ["words.Words new-column free-text granted"]],
      [
        "of the base is used to choose rows",
        edited({ [at.words]: [["fields:", "filter: { Words: { contains: help } }\nfields:"]] }, spare),
        ["words.Words new-column free-text granted"],
      ],
    ],
    spare,
  );

  const ended = edited({ [at.project]: [["2027-06-30", "2026-11-20"]] });
  expectations([["that has ended is approved again", project, ["words.Words grant-added free-text own"]]], ended);
});

describe("somebody takes over what is granted", () => {
  const withIds = edited({
    [at.calls]: [["name: calls", "name: calls\nid: one"]],
    [at.words]: [["name: words", "name: words\nid: two"]],
  });
  expectations([
    [
      "by the name of the extract",
      changed({ [at.words]: undefined, [at.calls]: extractText("words", "Calls", "fields: [ID, Words, Number]") }),
      ["words.Words owner free-text"],
    ],
    [
      "by the names of template and field",
      edited({
        [at.template]: [
          ["Words: { column: words, type: string, pii: free-text }", "Words: { column: ani, type: string, pii: phone }"],
        ],
      }),
      ["words.Words new-column phone"],
    ],
    [
      "by the name of the field, in a table that nobody has read",
      edited({ [at.template]: [["reporting.calls }", "secret.calls }"]] }),
      ["words.Words new-column free-text"],
    ],
    [
      "by the product, in another warehouse",
      edited({ [at.words]: [["product: calls", "product: other"]] }),
      ["words.Words warehouse free-text"],
    ],
  ]);
  expectations(
    [
      [
        "by renaming an extract to the granted name",
        edited(
          {
            [at.calls]: [
              ["name: calls", "name: words"],
              ["Number", "Words"],
            ],
          },
          { ...withIds, [at.words]: undefined },
        ),
        ["words.Words new-column free-text"],
      ],
    ],
    withIds,
  );
});
