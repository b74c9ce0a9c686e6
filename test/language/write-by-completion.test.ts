import { expect, test } from "vitest";
import { complete } from "../../runner/src/language.ts";
import { dedent } from "./cursor.ts";
import { loadShop, shop } from "./shop.ts";

const project = loadShop();
/** Somebody who writes a document by choosing, and types only what nobody can offer. */
class Writer {
  readonly #path: string;
  #text: string;
  #cursor = 0;

  constructor(path: string, text = "") {
    this.#path = path;
    this.#text = text;
  }

  /** Chooses a completion by its label. The cursor goes to the first stop of a snippet, else behind what was written. */
  choose(...labels: readonly string[]): this {
    for (const label of labels) {
      const offered = complete({ path: this.#path, text: this.#text }, this.#cursor, project, {
        today: "2026-11-21",
        user: "amy",
      });
      const found = offered.find((completion) => completion.label === label);
      if (found === undefined) {
        throw new Error(`${label} is not offered in:\n${this.shown}\nbut: ${offered.map((completion) => completion.label)}`);
      }
      const { start, end, text } = found.edit;
      const stop = found.snippet ? text.search(/\$[01]/) : -1;
      const plain = found.snippet ? text.replaceAll(/\$\d/g, "").replaceAll(/\\([\\$}])/g, "$1") : text;
      this.#text = this.#text.slice(0, start) + plain + this.#text.slice(end);
      this.#cursor = start + (stop === -1 ? plain.length : stop);
    }
    return this;
  }

  type(typed: string): this {
    this.#text = this.#text.slice(0, this.#cursor) + typed + this.#text.slice(this.#cursor);
    this.#cursor += typed.length;
    return this;
  }

  /** The key End, and a new line of an indentation. */
  newLine(indent = 0): this {
    const end = this.#text.indexOf("\n", this.#cursor);
    this.#cursor = end === -1 ? this.#text.length : end;
    return this.type(`\n${" ".repeat(indent)}`);
  }

  toEnd(): this {
    this.#cursor = this.#text.trimEnd().length;
    this.#text = this.#text.slice(0, this.#cursor);
    return this;
  }

  get text(): string {
    return this.#text;
  }

  get shown(): string {
    return `${this.#text.slice(0, this.#cursor)}█${this.#text.slice(this.#cursor)}`;
  }
}

test("an extract is written by choosing, and is sound", () => {
  const writer = new Writer("extracts/written.extract.yaml");
  writer.choose("kind").newLine().choose("name", "written").newLine().choose("product", "wholesale").newLine();
  writer.choose("owner", "amy").newLine().choose("template", "Orders").newLine();
  writer.choose("fields", "Order ID").type(", Am").choose("Amount").type(", ").choose("field", "Channel");
  writer.type(", ").choose("as").type("How").newLine();
  writer.choose("filter", "all", "Channel", "in", "Voice").type(", ").choose("on").newLine(4);
  writer.choose("any", "Paid", "eq", "true").newLine(8).choose("Note: internal #1", "contains").type("x").newLine(2);
  writer.choose("not", "Amount", "lt").type("5").newLine();
  writer.choose("schedule", "every", "week").type(", ").choose("day", "friday").type(", ").choose("at", "06:00");
  writer.type(", ").choose("timezone", "Europe/Vienna").newLine();
  writer.choose("output", "format", "parquet").newLine(2).choose("to", "archive").newLine();
  writer.choose("notify", "to", "ops").newLine(4).choose("events", "failure").newLine();
  writer.choose("retention", "keep").type("7").newLine();
  expect(writer.text).toBe(
    dedent(`
      kind: Extract
      name: written
      product: wholesale
      owner: amy
      template: Orders
      fields: [Order ID, Amount, { field: Channel, as: How }]
      filter:
        all:
          - Channel: { in: [Voice, "on"] }
          - any:
              - Paid: { eq: true }
              - "Note: internal #1": { contains: x }
        not:
          Amount: { lt: 5 }
      schedule: { every: week, day: friday, at: "06:00", timezone: Europe/Vienna }
      output:
        format: parquet
        to: archive
      notify:
        - to: ops
          events:
            - failure
      retention:
        keep: 7
    `),
  );
  const loaded = loadShop({ "extracts/written.extract.yaml": writer.text });
  expect(loaded.diagnostics).toEqual([]);
  expect(loaded.extracts.get("written")?.schedule).toMatchObject({ every: "week", day: "friday" });
});

test("a template is written by choosing, and is sound", () => {
  const writer = new Writer("templates/Refunds.template.yaml");
  writer.choose("kind").newLine().choose("name", "Refunds").newLine();
  writer.choose("source", "table", "shop.orders").newLine().choose("fields");
  writer.type("Refund ID: { ").choose("column", "order_id").type(", ").choose("type", "uuid").type(" }").newLine(2);
  writer.type("Refunded: { ").choose("column", "ordered_at").type(", ").choose("type", "instant").type(", ");
  writer.choose("stored", "epoch-ms").type(" }").newLine(2);
  writer.type("Refunded local: { ").choose("local", "Refunded").type(" }").newLine(2);
  writer.type("Note: { ").choose("column", "note").type(", ").choose("type", "string").type(", ").choose("pii", "free-text");
  writer.type(", ").choose("mask", "redact").type(" }").newLine();
  writer.choose("time", "Refunded").newLine().choose("key", "Refund ID").newLine();
  const loaded = loadShop({ "templates/Refunds.template.yaml": writer.text });
  expect(loaded.diagnostics).toEqual([]);
  expect(Object.keys(loaded.templates.get("Refunds")!.value.fields)).toEqual([
    "Refund ID",
    "Refunded",
    "Refunded local",
    "Note",
  ]);
});

test("a grant is written by choosing, and is sound", () => {
  const writer = new Writer("datafeed.yaml", dedent(shop["datafeed.yaml"]));
  writer.toEnd().newLine(2).type("- ").choose("template", "Customers").newLine(4).choose("fields", "Name").newLine(4);
  writer
    .choose("extracts", "granted")
    .newLine(4)
    .choose("approvedBy", "dana")
    .newLine(4)
    .choose("reason")
    .type("Audit")
    .newLine(4);
  writer.choose("until", "2027-01-31").newLine();
  const loaded = loadShop({ "datafeed.yaml": writer.text });
  expect(loaded.diagnostics).toEqual([]);
  expect(loaded.project?.value.grants).toHaveLength(2);
});
