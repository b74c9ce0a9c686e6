import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { attemptStates, obligationStates } from "../../../runner/src/ledger/tables.ts";
import { runStateWord } from "../../../vscode-extension/src/runs/run-state-word.ts";
import { runStateWord as wordOnPages } from "../../../vscode-extension/webviews/shared/run-state-word.ts";

const states = [...new Set([...attemptStates, ...obligationStates])];
const translated = (message: string): string => `«${message}»`;

test.each(states)("%s has the same word in the host and on pages, and it can be translated", (state) => {
  expect(runStateWord(state, translated)).toBe(`«${wordOnPages(state)}»`);
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
