import { describe, expect, it } from "vitest";
import type { FilterView } from "../../../vscode-extension/src/form/form-model.ts";
import { placedNow } from "../../../vscode-extension/webviews/form/place-now.ts";

const condition = (field: string, path: readonly number[], value = "1"): FilterView => ({
  kind: "condition",
  path,
  field,
  type: "string",
  operator: "eq",
  operators: ["eq"],
  shape: "one",
  values: [value],
  suggestions: [],
});
const all = (...items: readonly FilterView[]): FilterView => ({ kind: "group", path: [], join: "all", items });
const before = all(condition("a", [0]), condition("b", [1]));
const remove = { type: "removeFilter", at: [1] } as const;

describe("an action on a part of the filter that is shown no more", () => {
  it("stays where the part is", () => {
    expect(placedNow(remove, before, all(condition("a", [0], "2"), condition("b", [1])))).toEqual(remove);
  });

  it("is done as it was meant where a model came anew and says the same, a move too", () => {
    const move = { type: "moveFilter", at: [0], to: [], index: 2 } as const;
    expect(placedNow(move, before, structuredClone(before))).toEqual(move);
    expect(placedNow(move, before, all(condition("b", [0]), condition("a", [1])))).toBeUndefined();
  });

  it("goes to where the part has moved", () => {
    expect(placedNow(remove, before, all(condition("b", [0]), condition("a", [1])))).toEqual({ ...remove, at: [0] });
  });

  it("means the part of the same field when its value has changed", () => {
    expect(placedNow(remove, before, all(condition("a", [0]), condition("b", [1], "2")))).toEqual(remove);
  });

  it("is not done to another part", () => {
    expect(placedNow(remove, before, all(condition("a", [0]), condition("c", [1])))).toBeUndefined();
    expect(placedNow(remove, before, all(condition("b", [0]), condition("b", [1], "2"), condition("b", [2])))).toEqual(remove);
    expect(placedNow(remove, before, undefined)).toBeUndefined();
  });

  it("adds to the root, whatever is there now", () => {
    const add = { type: "addCondition", at: [], field: "c" } as const;
    expect(placedNow(add, undefined, condition("a", []))).toEqual(add);
  });

  it("moves nothing that has moved", () => {
    const move = { type: "moveFilter", at: [0], to: [], index: 2 } as const;
    expect(placedNow(move, before, all(condition("b", [0]), condition("a", [1])))).toBeUndefined();
  });
});
