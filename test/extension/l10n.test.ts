import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { l10nBundle, sentencesIn } from "../../scripts/generate-l10n.ts";

const root = join(import.meta.dirname, "../..");
const manifest = readFileSync(join(root, "vscode-extension/package.json"), "utf8");
const nls = JSON.parse(readFileSync(join(root, "vscode-extension/package.nls.json"), "utf8")) as Record<string, string>;

test("every %key% of the manifest has its words, and every word its place", () => {
  const used = new Set([...manifest.matchAll(/%([\w.]+)%/g)].map(([, key]) => key));
  expect([...used].sort()).toEqual(Object.keys(nls).sort());
});

test("every sentence in code can be collected, and counts its values from {0} on", () => {
  const sentences = Object.keys(JSON.parse(l10nBundle(root)) as Record<string, string>);
  expect(sentences.length).toBeGreaterThan(100);
  const wrong = sentences.filter((sentence) => {
    const used = new Set([...sentence.matchAll(/\{(\d+)\}/g)].map(([, at]) => Number(at)));
    return used.size > 0 && Math.max(...used) !== used.size - 1;
  });
  expect(wrong).toEqual([]);
});

test.each([
  ['vscode.l10n.t("Run {0}", name)', ["Run {0}"]],
  ['l10n.t(\n  "On its own line",\n)', ["On its own line"]],
  [`t('Say "no"')`, ['Say "no"']],
  ['const words = {\n  eq: "is {0}",\n  ne: "is not {0}",\n};\nt(words[operator] ?? "")', ["is {0}", "is not {0}"]],
  ['// t("a comment")\nsplit("x"); format.t("not ours")', []],
  ["export function t(message: string): string {}", []],
])("%j", (source, sentences) => {
  expect(sentencesIn(source, "some.ts")).toEqual(sentences);
});

test("what can't be collected is an error with its file", () => {
  expect(() => sentencesIn("t(`Run`)", "some.ts")).toThrow(/some\.ts: .*t\(`Run/);
  expect(() => sentencesIn("vscode.l10n.t(words)", "other.ts")).toThrow(/other\.ts/);
});
