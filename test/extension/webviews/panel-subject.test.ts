import { describe, expect, test } from "vitest";
import type { DeskPlace } from "../../../vscode-extension/src/desk/desk.ts";
import {
  checkPlace,
  extractIn,
  subjectAt,
  subjectKey,
  subjectName,
} from "../../../vscode-extension/src/webview/panel-subject.ts";

const shop: DeskPlace = { type: "project", folder: "/home/amy/shop" };
const bank: DeskPlace = { type: "project", folder: "/home/amy/bank" };
const server: DeskPlace = { type: "server", url: "https://datafeed.example.com:8443/shop" };
const title = (name: string): string => `Preview: ${name}`;
const t = (message: string, ...values: (string | number)[]): string =>
  message.replace(/\{(\d)\}/g, (_all, at: string) => String(values[Number(at)]));

test("one name at two places is two panels", () => {
  const keys = [shop, bank, server, undefined].map((place) => subjectKey(subjectAt("calls", place)));
  expect(new Set(keys).size).toBe(4);
  expect(subjectKey(subjectAt("calls", { ...shop }))).toBe(keys[0]);
});

test("a title names the server", () => {
  expect([shop, server, undefined].map((place) => title(subjectName(subjectAt("calls", place))))).toEqual([
    "Preview: calls",
    "Preview: calls (datafeed.example.com:8443)",
    "Preview: calls",
  ]);
});

test.each([shop, server, undefined])("a title leads back to its extract (%j)", (place) => {
  expect(extractIn(title(subjectName(subjectAt("calls of march", place))), title)).toBe("calls of march");
  expect(extractIn("Runs: calls", title)).toBeUndefined();
});

describe("a panel shows its own place alone:", () => {
  test("where it was opened it is answered", () => {
    for (const place of [shop, server]) checkPlace(subjectAt("calls", place), { ...place }, t);
    checkPlace(subjectAt("calls", undefined), shop, t);
  });

  test.each([
    [shop, bank, "This is about /home/amy/shop, but Datafeed now works with /home/amy/bank."],
    [server, shop, "This is about https://datafeed.example.com:8443/shop, but Datafeed now works with /home/amy/shop."],
  ])("elsewhere it says so", (place, now, message) => {
    const check = (): void => checkPlace(subjectAt("calls", place), now, t);
    expect(check).toThrow(expect.objectContaining({ code: "other-place", message, hint: expect.any(String) }));
  });
});
