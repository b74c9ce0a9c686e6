import { expect, test } from "vitest";
import { classesByOrigin, classOfOrigin } from "../../../runner/src/review/lineage/classes-by-origin.ts";
import { sourceOrigins } from "../../../runner/src/review/lineage/source-origins.ts";
import type { Template } from "../../../schemas/generated/documents.ts";

function template(source: Template["source"], fields: Template["fields"]): Template {
  return {
    kind: "Template",
    name: "T",
    source,
    time: { field: "At" },
    key: ["At"],
    fields: { At: { column: "at", type: "instant" }, ...fields },
  };
}

test("a column, an expression, children: each says where it comes from", async () => {
  const origins = await sourceOrigins(
    template(
      { table: "reporting.Contacts" },
      {
        Phone: { column: "Phone", pii: "phone" },
        Name: { expression: "first || last", from: ["first", "last"] },
        Row: { expression: "md5(source::text)", from: ["first"] },
        Took: { duration: { from: "At", to: "At" } },
        One: { constant: 1 },
        Turns: {
          nested: {
            table: "turns",
            match: { contact_id: "id" },
            order: ["n"],
            fields: { said: { column: "utterance", pii: "free-text" }, own: { object: { p: { column: "phone" } }, when: "q" } },
          },
        },
      },
    ),
    "postgres",
  );
  const of = (name: string): string[] => origins.get(name)!.columns.map(({ relation, column }) => `${relation}.${column}`);
  expect(of("Phone")).toEqual(["reporting.contacts.phone"]);
  expect(of("Name")).toEqual(["reporting.contacts.first", "reporting.contacts.last"]);
  expect(origins.get("Name")!.unknown).toBeUndefined();
  expect(origins.get("Row")!.unknown).toContain("more than `from` names");
  expect(of("Took")).toEqual(["reporting.contacts.at"]);
  expect(of("One")).toEqual([]);
  expect(of("Turns")).toEqual(["turns.utterance", "turns.q", "turns.phone"]);
  expect(origins.get("Turns")!.items.map(({ path }) => path.at(-1))).toEqual(["said", "own", "p"]);
});

test("a column has the highest class that any template declares", async () => {
  const classes = await classesByOrigin([
    template({ table: "reporting.contacts" }, { Phone: { column: "phone", pii: "phone" } }),
    template({ table: "contacts" }, { Number: { column: "PHONE" }, Other: { column: "phone", pii: "sensitive" } }),
    template({ table: "archive.contacts" }, { Number: { column: "phone", pii: "identifier" } }),
  ]);
  const classOf = (relation: string, column = "phone"): string | undefined => classOfOrigin(classes, { relation, column });
  expect(classOf("reporting.contacts")).toBe("sensitive");
  expect(classOf("contacts")).toBe("sensitive");
  expect(classOf("my_contacts")).toBeUndefined();
  expect(classOf("contacts", "at")).toBeUndefined();
});

test("a mixture has the class of what explains it; without that, all of it counts", async () => {
  const mixed = template({ table: "t" }, { Mail: { expression: "email || tld", from: ["email", "tld"], pii: "email" } });
  const alone = await classesByOrigin([mixed]);
  expect(classOfOrigin(alone, { relation: "t", column: "tld" })).toBe("email");
  const explained = await classesByOrigin([mixed, template({ table: "t" }, { Email: { column: "email", pii: "email" } })]);
  expect(classOfOrigin(explained, { relation: "t", column: "tld" })).toBeUndefined();
});

test("columns that `match` sets equal are of one class", async () => {
  const nested = { table: "turns", match: { contact: "phone" }, order: ["n"] as [string], value: { column: "n" } };
  const classes = await classesByOrigin([
    template({ table: "contacts" }, { Phone: { column: "phone", pii: "phone" }, Turns: { nested } }),
  ]);
  expect(classOfOrigin(classes, { relation: "turns", column: "contact" })).toBe("phone");
});
