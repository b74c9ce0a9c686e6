import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { attemptStates, obligationStates } from "../../../runner/src/ledger/tables.ts";
import { runStateWord } from "../../../vscode-extension/src/runs/run-state-word.ts";

const states = [...new Set([...attemptStates, ...obligationStates])];
const bundle = join(import.meta.dirname, "../../../vscode-extension/l10n/bundle.l10n.json");
const sentences = Object.keys(JSON.parse(readFileSync(bundle, "utf8")) as Record<string, string>);

test.each(states)("%s has a word, which can be translated", (state) => {
  expect(sentences).toContain(runStateWord(state, (message) => message));
});

test("no state of a run is shown as the ledger calls it", () => {
  const raw = /\$\{(?:run\.|lastRun\.)?state\}[,· ]|TreeItem\(state\b|\[state,|^\s*state,$/m;
  const root = join(import.meta.dirname, "../../../vscode-extension");
  const files = ["src/views", "src/runs", "src/language", "webviews/portal/under-way.ts", "webviews/history"].flatMap((part) =>
    part.endsWith(".ts")
      ? [part]
      : readdirSync(join(root, part), { recursive: true, encoding: "utf8" })
          .filter((file) => file.endsWith(".ts"))
          .map((file) => join(part, file)),
  );
  const wrong = files.filter((file) => raw.test(readFileSync(join(root, file), "utf8")));
  expect(wrong).toEqual([]);
});
