import { describe, expect, test } from "vitest";
import { complete } from "../../../runner/src/language.ts";
import { cursorIn } from "../cursor.ts";
import { loadShop } from "../shop.ts";
import { documents, labelsIn, start } from "./completing.ts";

describe("documents with errors", () => {
  test("a template with errors is offered, and its fields are known as far as they can be read", () => {
    const orders = "kind: Template\nname: Orders\nfields:\n  A: { column: a }\n  B: { nonsense: 1 }\n  C\n";
    const path = "templates/orders.template.yaml";
    const loaded = loadShop({ [path]: orders });
    const textOf = (file: string) => (file === path ? orders : undefined);
    const labels = (written: string) => {
      const { text, offset } = cursorIn(written);
      return complete({ path: documents.extract, text }, offset, loaded, { textOf }).map(
        ({ label, detail }) => `${label} ${detail}`,
      );
    };
    expect(labels("product: wholesale\ntemplate: |\n")).toEqual(["Customers undefined", "Orders has errors"]);
    expect(labels("template: Orders\nfields: [|]\n").slice(0, 2)).toEqual(["A string", "B string"]);
  });

  test("a project with errors is read as far as it can be", () => {
    const broken = "kind: Project\nusers: { amy: { role: nonsense } }\nproducts: { retail: { name: R } }\n";
    const loaded = loadShop({ "datafeed.yaml": broken });
    const { text, offset } = cursorIn("owner: |\n");
    const textOf = () => broken;
    expect(loaded.project).toBeUndefined();
    expect(complete({ path: documents.extract, text }, offset, loaded, { textOf }).map(({ label }) => label)).toEqual(["amy"]);
  });

  test("a rest that can't be parsed does not matter", () => {
    expect(labelsIn(`${start}fields: [Order ID, |\nfilter: { Paid: {\n  - x: [\n`)).toContain("Amount");
    expect(labelsIn("template: |\nproduct: retail\n%%%: [[[\n")).toBe("Orders");
  });
});
