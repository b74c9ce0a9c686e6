import { describe, expect, test } from "vitest";
import { resolveCompletion } from "../../../runner/src/language.ts";
import { loadShop, shop } from "../shop.ts";
import { chosen, completionsIn, documents, labelsIn, start } from "./completing.ts";

const all = "Order ID, Ordered, Ordered local, Amount, Channel, Paid, Note: internal #1, Payload";

describe("fields", () => {
  test.each<[name: string, yaml: string, labels: string]>([
    ["none chosen", `${start}fields: [|]\n`, `${all}, field, as, mask`],
    [
      "not those that are chosen",
      `${start}fields: [Order ID, Amount, |]\n`,
      "Ordered, Ordered local, Channel, Paid, Note: internal #1, Payload, field, as, mask",
    ],
    [
      "in a list below",
      `${start}fields:\n  - Order ID\n  - { field: Paid }\n  - |\n`,
      "Ordered, Ordered local, Amount, Channel, Note: internal #1, Payload, field, as, mask",
    ],
    [
      "the one at the cursor is offered",
      `${start}fields:\n  - Order |ID\n  - Paid\n`,
      "Order ID, Ordered, Ordered local, Amount, Channel, Note: internal #1, Payload, field, as, mask",
    ],
    [
      "on an empty line among them",
      `${start}fields:\n  - Order ID\n  |\n`,
      "Ordered, Ordered local, Amount, Channel, Paid, Note: internal #1, Payload, field, as, mask",
    ],
    [
      "of a mapping",
      `${start}fields: [Paid, { field: |, as: X }]\n`,
      "Order ID, Ordered, Ordered local, Amount, Channel, Note: internal #1, Payload",
    ],
    ["all, each by name, or one", `${start}fields: |\n`, `all, every field by name, ${all}, field, as, mask`],
    ["below the key", `${start}fields:\n  |\n`, `all, every field by name, ${all}, field, as, mask`],
    ["of a template that isn't there", "template: Nothing\nfields: [|]\n", "field, as, mask"],
  ])("%s", (_name, yaml, labels) => {
    expect(labelsIn(yaml)).toBe(labels);
  });

  test.each<[yaml: string, label: string, line: string]>([
    [`${start}fields: [Order ID, |]`, "Note: internal #1", 'fields: [Order ID, "Note: internal #1"]'],
    [`${start}fields: |`, "Amount", "fields: [Amount$0]"],
    [`${start}fields: [Paid, | Channel]`, "Amount", "fields: [Paid, Amount$0, Channel]"],
    [`${start}fields: [|]`, "field", "fields: [{ field: $0 }]"],
    [`${start}fields:|`, "all", "fields: all"],
    [`${start}fields:\n  - '|'`, "Amount", "  - 'Amount'"],
    [`${start}fields:\n  - "Am|`, "Amount", '  - "Amount"'],
    [`${start}fields:\n  |`, "Amount", "  - Amount"],
    [`${start}fields:\n  - Paid\n  |`, "Amount", "  - Amount"],
    [`${start}fields:\n  - Paid\n  -|`, "Amount", "  - Amount"],
    [`${start}fields:\n  - |`, "field", "  - field: "],
  ])("%s: %s is written", (yaml, label, line) => {
    expect(chosen(yaml, label).split("\n").at(-1)).toBe(line);
  });

  test("every field by name is a list that reads as it should", () => {
    const text = chosen(`${start}fields: |\n`, "every field by name");
    expect(text).toContain("fields: \n  - Order ID\n  - Ordered\n");
    expect(text).toContain('  - "Note: internal #1"\n  - Payload\n');
  });

  test("every field by name leaves out those that `all` leaves out", () => {
    const orders = shop["templates/orders.template.yaml"].replace("column: paid, type: boolean", "$&, hidden: true");
    const changed = loadShop({ "templates/orders.template.yaml": orders });
    const found = completionsIn(`${start}fields: |\n`, documents.extract, changed);
    const every = found.find(({ label }) => label === "every field by name");
    expect(every?.edit.text).toContain("- Channel\n");
    expect(every?.edit.text).not.toContain("Paid");
    expect(found.map(({ label }) => label)).toContain("Paid");
  });

  test("they say what they are", () => {
    const amount = completionsIn(`${start}fields: [|]\n`).find(({ label }) => label === "Amount")!;
    expect(amount).toMatchObject({ kind: "field", detail: "decimal · EUR" });
    expect(amount.documentation).toBeUndefined();
    expect(resolveCompletion(amount).documentation).toContain("Type: `decimal`");
  });
});
