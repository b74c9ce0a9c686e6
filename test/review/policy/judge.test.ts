import { describe, expect, test } from "vitest";
import {
  at,
  changed,
  edited,
  extractText,
  type Files,
  findingsIn,
  planOf,
  project,
  ungranted,
} from "../exposure/two-states.ts";

type Table = readonly (readonly [name: string, head: Files, findings: readonly string[]])[];

function expectations(table: Table, base: Files = project): void {
  test.each(table)("%s", async (_name, head, expected) => {
    expect(findingsIn(await planOf(base, head))).toEqual(expected);
  });
}

/** The project with rules. */
function ruled(rules: string, files: Files = project): Files {
  return { ...files, [at.project]: `${files[at.project]}rules: { ${rules} }\n` };
}

const unclassified = edited({ [at.template]: [[", pii: phone", ""]] });
const lost = "error plan-class-lost Calls templates/calls.template.yaml:10";

describe("an exposure", () => {
  expectations([
    ["is an error", unclassified, [lost, "error plan-exposure calls templates/calls.template.yaml:10"]],
    [
      "that a grant of the base covers is a warning",
      edited({ [at.words]: [["Words]", "Words, { field: Words, as: Said }]"]] }),
      ["warning plan-exposure words extracts/words.extract.yaml:6"],
    ],
    [
      "to everybody stands at the key that makes it",
      edited({ [at.words]: [["owner: bob", "owner: bob\nshared: true\nbreaking: true"]] }),
      ["error plan-exposure words extracts/words.extract.yaml:5"],
    ],
    [
      "to another owner stands at the owner",
      edited({ [at.words]: [["owner: bob", "owner: amy"]] }),
      ["error plan-exposure words extracts/words.extract.yaml:4"],
    ],
  ]);
  const warned = ruled("exposure: warn");
  expectations(
    [
      [
        "is a warning if the base says so",
        ruled("exposure: warn", unclassified),
        [lost.replace("error", "warning"), "warning plan-exposure calls templates/calls.template.yaml:10"],
      ],
    ],
    warned,
  );
  expectations([["is none if the base says so", ruled("exposure: ignore", unclassified), []]], ruled("exposure: ignore"));

  test("of many columns is one finding for each way, which names them", async () => {
    const fields = Array.from({ length: 8 }, (_, index) => `{ field: Number, as: N${index} }`).join(", ");
    const base = edited({ [at.calls]: [["Number", fields]] });
    const { findings } = await planOf(base, edited({ [at.template]: [[", pii: phone", ""]] }, base));
    expect(findings.map(({ code }) => code)).toEqual(["plan-class-lost", "plan-exposure"]);
    expect(findings[1]?.message).toMatch(/8 columns .*`N0`, `N1`, `N2`, `N3`, `N4` and 3 more/);
  });
});

describe("a change gains nothing by its own datafeed.yaml", () => {
  const asked = (rules: string) => ruled(rules, unclassified);
  const relaxed = "error plan-policy-loosened datafeed.yaml datafeed.yaml:12";
  const grant = `grants:\n  - { template: Calls, fields: [Number], approvedBy: eve, reason: mine, until: "2027-01-01" }`;
  expectations([
    [
      "which ignores exposures",
      asked("exposure: ignore"),
      [relaxed, lost, "error plan-exposure calls templates/calls.template.yaml:10"],
    ],
    ["which ignores what it gives itself", ruled("ownPolicy: ignore"), [relaxed]],
    [
      "which grants what it selects",
      edited(
        { [at.project]: [["grants:", grant.replace("eve", "dana")]] },
        {
          "extracts/x.extract.yaml": extractText("x", "Calls", "fields: [ID, Number]"),
        },
      ),
      [
        "error plan-policy-loosened datafeed.yaml datafeed.yaml:11",
        "error plan-own-grant calls datafeed.yaml:11",
        "error plan-own-grant x datafeed.yaml:11",
      ],
    ],
    [
      "which makes its author an admin who approves",
      edited({
        [at.project]: [
          ["grants:", grant],
          ["users: {", "users: { eve: { role: admin },"],
        ],
      }),
      [
        "error plan-policy-loosened datafeed.yaml datafeed.yaml:11",
        "error plan-policy-loosened datafeed.yaml datafeed.yaml:4",
        "error plan-own-grant calls datafeed.yaml:11",
      ],
    ],
    [
      "which brings along the owner",
      edited({ [at.words]: [["owner: bob", "owner: eve"]], [at.project]: [["users: {", "users: { eve: { role: viewer },"]] }),
      ["error plan-exposure words extracts/words.extract.yaml:4", "error plan-owner words extracts/words.extract.yaml:4"],
    ],
    [
      "which weakens a mask",
      edited({ [at.project]: [["phone: last4", "phone: last4, free-text: last4"]] }),
      ["error plan-policy-loosened datafeed.yaml datafeed.yaml:9", "error plan-own-grant calls extracts/calls.extract.yaml:6"],
    ],
    [
      "which sends the files elsewhere",
      edited({
        [at.project]: [["to: local", "to: lake"]],
        [at.words]: [["fields:", "breaking: true\nfields:"]],
        [at.calls]: [["fields:", "breaking: true\nfields:"]],
      }),
      ["error plan-own-grant words datafeed.yaml:8"],
    ],
    [
      "which moves the product to other data",
      edited({ [at.project]: [["Calls, warehouse: main", "Calls, warehouse: second"]] }),
      ["error plan-own-grant words datafeed.yaml:6"],
    ],
  ]);
  expectations(
    [
      [
        "unless the base lets it be a warning",
        ruled("ownPolicy: warn", edited({ [at.project]: [["2027-06-30", "2027-12-31"]] })),
        ["warning plan-policy-loosened datafeed.yaml datafeed.yaml:11", "warning plan-own-grant words datafeed.yaml:11"],
      ],
    ],
    ruled("ownPolicy: warn"),
  );
  // A template with errors declares nothing; the change that mends it could leave the class out.
  expectations([
    [
      "which takes a class away with an error",
      edited({ [at.template]: [["type: string, pii: phone", "type: strnig, pii: phone"]] }),
      ["error plan-class-lost - -:-"],
    ],
  ]);
  // One change takes the class away where nobody reads it; the next would read it.
  expectations(
    [["in two steps", edited({ [at.template]: [[", pii: phone", ""]] }, edited({ [at.calls]: [["Number, ", ""]] })), [lost]]],
    edited({ [at.calls]: [["Number, ", ""]] }),
  );
  expectations(
    [
      [
        "with a template taken away, which may come back",
        changed({ [at.calls]: undefined, [at.words]: undefined, [at.template]: undefined, [at.project]: ungranted }),
        [
          "warning plan-class-lost - -:-",
          ...[at.calls, at.words].map((file) => `warning plan-breaking ${file.slice(9, 14)} ${file}:-`),
        ],
      ],
    ],
    changed({ [at.project]: ungranted }),
  );
});

describe("a breaking change", () => {
  const broken: readonly [string, string] = ["Service, ", ""];
  expectations([
    ["is an error", edited({ [at.calls]: [broken] }), ["error plan-breaking calls extracts/calls.extract.yaml:6"]],
    ["of which readers were told is none", edited({ [at.calls]: [broken, ["fields:", "breaking: true\nfields:"]] }), []],
    [
      "is not, where `breaking: true` stands for nothing",
      edited({ [at.calls]: [["fields:", "breaking: true\nfields:"]] }),
      ["warning plan-breaking-stale calls extracts/calls.extract.yaml:6"],
    ],
    [
      "is the removal of an extract, for which nothing can be said",
      changed({ [at.calls]: undefined }),
      [`warning plan-breaking calls ${at.calls}:-`],
    ],
  ]);
  const told = edited({ [at.calls]: [["fields:", "breaking: true\nfields:"]] });
  expectations(
    [
      [
        "under the word of an earlier change is told of",
        edited({ [at.calls]: [broken] }, told),
        ["warning plan-breaking-stale calls extracts/calls.extract.yaml:6"],
      ],
    ],
    told,
  );
  expectations(
    [
      [
        "is a warning if the base says so",
        ruled("breaking: warn", edited({ [at.calls]: [broken] })),
        ["warning plan-breaking calls extracts/calls.extract.yaml:6"],
      ],
    ],
    ruled("breaking: warn"),
  );
});

describe("a shared extract with readable personal data", () => {
  const shared = edited({ [at.words]: [["owner: bob", "owner: bob\nshared: true"]] });
  const more = edited({ [at.words]: [["Words]", "Words, Service]"]] }, shared);
  test.each([
    ["warn", "warn", ["warning shared-pii"], []],
    ["error", "ignore", [], ["error plan-shared-pii words extracts/words.extract.yaml:5"]],
    ["error", "warn", ["warning shared-pii"], ["error plan-shared-pii words extracts/words.extract.yaml:5"]],
    ["ignore", "error", ["error shared-pii"], []],
    ["ignore", "ignore", [], []],
  ])("under the rule %s, when the change says %s", async (base, head, diagnostics, findings) => {
    const before = base === "error" ? ruled("sharedPii: error") : ruled(`sharedPii: ${base}`, shared);
    const report = await planOf(before, ruled(`sharedPii: ${head}`, more));
    expect(report.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual(diagnostics);
    expect(findingsIn(report).filter((line) => line.includes("shared-pii"))).toEqual(findings);
  });
});

describe("a grant", () => {
  const until = (day: string) => edited({ [at.project]: [["2027-06-30", day]] });
  expectations(
    [
      [
        "may not last longer than the base allows",
        ruled("grantDays: 100", until("2027-07-01")),
        [
          "error plan-policy-loosened datafeed.yaml datafeed.yaml:11",
          "error plan-grant-long datafeed.yaml datafeed.yaml:11",
          "error plan-own-grant words datafeed.yaml:11",
        ],
      ],
      ["may last as long as it did, whatever the rule says", ruled("grantDays: 100", project), []],
      [
        "may be lengthened by no rule of its own",
        ruled("grantDays: 1000", until("2027-07-01")),
        [
          "error plan-policy-loosened datafeed.yaml datafeed.yaml:11",
          "error plan-policy-loosened datafeed.yaml datafeed.yaml:12",
          "error plan-grant-long datafeed.yaml datafeed.yaml:11",
          "error plan-own-grant words datafeed.yaml:11",
        ],
      ],
    ],
    ruled("grantDays: 100"),
  );
  expectations(
    [["that ends in two weeks is told of", until("2026-12-05"), ["warning plan-grant-ends datafeed.yaml datafeed.yaml:11"]]],
    until("2026-12-05"),
  );
  expectations([["that ends in fifteen days is not", until("2026-12-06"), []]], until("2026-12-06"));
  expectations(
    [["that has ended is told of", until("2026-11-20"), ["warning plan-grant-ended datafeed.yaml datafeed.yaml:11"]]],
    until("2026-11-20"),
  );
  expectations(
    [["that nobody uses is not", edited({ [at.words]: [["Words]", "Service]"]] }, until("2026-11-20")), []]],
    edited({ [at.words]: [["Words]", "Service]"]] }, until("2026-11-20")),
  );

  test("that has ended between the base and now is told of, and what it masks again", async () => {
    const before = await planOf(until("2026-12-31"), until("2026-12-31"), "2026-12-31T23:59:59.999Z");
    const after = await planOf(until("2026-12-31"), until("2026-12-31"), "2027-01-01T00:00:00.000Z");
    expect([...findingsIn(before), ...findingsIn(after)]).toEqual([
      "warning plan-grant-ends datafeed.yaml datafeed.yaml:11",
      "warning plan-grant-ended datafeed.yaml datafeed.yaml:11",
    ]);
    expect(after.findings[0]?.message).toBe("The grant for `Words` of `Calls` ended on 2026-12-31: masked again in `words`.");
  });
});

test("the codes are those of the catalogue", async () => {
  const { reviewErrors } = await import("../../../runner/src/review/errors.ts");
  const { findings } = await planOf(project, edited({ [at.template]: [[", pii: phone", ""]] }));
  for (const { code } of findings) expect(Object.keys(reviewErrors)).toContain(code);
});
