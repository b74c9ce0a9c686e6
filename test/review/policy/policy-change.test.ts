import { describe, expect, test } from "vitest";
import { at, edited, type Files, planOf, project, templateText } from "../exposure/two-states.ts";

/** Edits of datafeed.yaml, what is said of them, and whether they loosen it. */
type Table = readonly (readonly [
  name: string,
  edits: readonly (readonly [string, string])[],
  remarks: readonly string[],
  loosens: boolean,
])[];

function expectations(table: Table, base: Files = project): void {
  test.each(table)("%s", async (_name, edits, remarks, loosens) => {
    const { policy } = await planOf(base, edited({ [at.project]: edits }, base));
    expect(policy.remarks).toEqual(remarks);
    expect(policy.loosens).toBe(loosens);
  });
}

const grant = 'grants:\n  - { template: Calls, fields: [Number], approvedBy: dana, reason: why not, until: "2027-01-01" }';

describe("what a change of datafeed.yaml means", () => {
  expectations([
    ["nothing", [], [], false],
    [
      "a grant comes",
      [["grants:", grant]],
      ["adds a grant: `Number` of `Calls` for all extracts in the clear until 2027-01-01, approved by `dana` (`why not`)"],
      true,
    ],
    [
      "a grant that has ended comes",
      [["grants:", grant.replace("2027", "2026")]],
      ["adds a grant: `Number` of `Calls` for all extracts in the clear until 2026-01-01, approved by `dana` (`why not`)"],
      false,
    ],
    [
      "a grant that another one covers comes",
      [["grants:", grant.replace("Number", "Words").replace("approvedBy", "extracts: [words], approvedBy")]],
      ["adds a grant: `Words` of `Calls` for `words` in the clear until 2027-01-01, approved by `dana` (`why not`)"],
      false,
    ],
    [
      "a grant gets longer and wider",
      [
        ["[words], approvedBy: dana", "[words, calls], approvedBy: dana"],
        ["2027-06-30", "2027-07-31"],
      ],
      ["changes the grant for `Words` of `Calls` for `words`: adds `calls` and ends on 2027-07-31 in place of 2027-06-30"],
      true,
    ],
    [
      "a grant holds for all",
      [[" extracts: [words],", ""]],
      ["changes the grant for `Words` of `Calls` for `words`: holds for all extracts"],
      true,
    ],
    [
      "a grant gets shorter",
      [["2027-06-30", "2027-05-31"]],
      ["changes the grant for `Words` of `Calls` for `words`: ends on 2027-05-31 in place of 2027-06-30"],
      false,
    ],
    [
      "a grant has another approver",
      [["approvedBy: dana", "approvedBy: amy"]],
      ["changes the grant for `Words` of `Calls` for `words`: is approved by `amy` in place of `dana`"],
      true,
    ],
    [
      "a mask shows more",
      [["phone: last4", "phone: last4, name: redact"]],
      ["weakens the mask of `name`: `redact` in place of `full`"],
      true,
    ],
    [
      "a mask shows less",
      [["phone: last4", "phone: redact"]],
      ["strengthens the mask of `phone`: `redact` in place of `last4`"],
      false,
    ],
    [
      "a mask is left out",
      [["masking: { phone: last4 }\n", ""]],
      ["strengthens the mask of `phone`: `full` in place of `last4`"],
      false,
    ],
    [
      "a rule says less",
      [["grants:", "rules: { exposure: warn }\ngrants:"]],
      ["relaxes the rule `exposure`: `warn` in place of `error`"],
      true,
    ],
    [
      "a rule says more",
      [["grants:", "rules: { sharedPii: error }\ngrants:"]],
      ["tightens the rule `sharedPii`: `error` in place of `warn`"],
      false,
    ],
    ["a rule says its default", [["grants:", "rules: { exposure: error }\ngrants:"]], [], false],
    [
      "grants may last for so long",
      [["grants:", "rules: { grantDays: 30 }\ngrants:"]],
      ["lets grants last 30 days in place of any number"],
      false,
    ],
    ["a user comes", [["users: {", "users: { eve: { role: viewer },"]], ["adds the user `eve`: viewer"], false],
    [
      "an admin comes",
      [["users: {", "users: { eve: { role: admin },"]],
      ["adds the user `eve`: admin, who reads every extract"],
      true,
    ],
    [
      "a user becomes admin",
      [["amy: { role: developer }", "amy: { role: admin }"]],
      ["makes `amy` admin in place of developer, who reads every extract"],
      true,
    ],
    [
      "an admin becomes a viewer",
      [["dana: { role: admin }", "dana: { role: viewer }"]],
      ["makes `dana` viewer in place of admin"],
      false,
    ],
    [
      "a product moves",
      [["Other, warehouse: second", "Other, warehouse: main"]],
      ["moves the product `other` to the warehouse `main`, from `second`"],
      false,
    ],
    [
      "files go elsewhere",
      [["to: local", "to: lake"]],
      ["sends files to `lake` in place of `local`, where extracts name no destination"],
      false,
    ],
    [
      "a product is read by some templates alone",
      [["Other, warehouse: second", "Other, warehouse: second, templates: [Calls]"]],
      ["lets the product `other` be read by `Calls` alone"],
      false,
    ],
    [
      "what loosens comes first",
      [
        ["to: local", "to: lake"],
        ["phone: last4", "phone: redact"],
        ["amy: { role: developer }", "amy: { role: admin }"],
      ],
      [
        "makes `amy` admin in place of developer, who reads every extract",
        "strengthens the mask of `phone`: `redact` in place of `last4`",
        "sends files to `lake` in place of `local`, where extracts name no destination",
      ],
      true,
    ],
  ]);
  expectations(
    [
      [
        "a rule is left out that was stricter",
        [["rules: { grantDays: 30, sharedPii: error }\n", ""]],
        ["relaxes the rule `sharedPii`: `warn` in place of `error`", "lets grants last any number days in place of 30"],
        true,
      ],
    ],
    edited({ [at.project]: [["grants:", "rules: { grantDays: 30, sharedPii: error }\ngrants:"]] }),
  );
});

describe("what a change of a product's templates means", () => {
  const mails = { "templates/mails.template.yaml": templateText("Mails", "Mail: { column: mail, type: string, pii: email }") };
  expectations(
    [
      [
        "one more",
        [["templates: [Calls]", "templates: [Calls, Mails]"]],
        ["lets the product `calls` be read by `Mails`, too"],
        true,
      ],
      [
        "another one",
        [["templates: [Calls]", "templates: [Mails]"]],
        ["lets the product `calls` be read by `Mails`, too", "lets the product `calls` be read by `Calls` no longer"],
        true,
      ],
      [
        "any",
        [[", templates: [Calls]", ""]],
        ["lets the product `calls` be read by every template, not only by `Calls`"],
        true,
      ],
    ],
    edited({ [at.project]: [["Calls, warehouse: main", "Calls, warehouse: main, templates: [Calls]"]] }, mails),
  );
});

test("values are told one by one, in written order", async () => {
  const { policy } = await planOf(
    project,
    edited({
      [at.project]: [
        ["[words], approvedBy", "[words, calls], approvedBy"],
        ["to: local", "to: lake"],
      ],
    }),
  );
  expect(policy.values).toEqual([
    { path: ["defaults", "to"], base: "local", head: "lake" },
    { path: ["grants", 0, "extracts"], base: "[ words ]", head: "[ words, calls ]" },
  ]);
});

test.each([
  ["a new datafeed.yaml", {}, project, ["is new: nothing was approved before"]],
  ["one that is gone", project, {}, ["is gone or has errors: nothing would run"]],
])("%s is said", async (_name, base, head, remarks) => {
  const { policy } = await planOf(base, head);
  expect(policy.remarks).toEqual(expect.arrayContaining(remarks));
});
