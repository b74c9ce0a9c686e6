import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Files that are made from others. `--check` compares instead of writing, and says which command makes them. */
export class GeneratedFiles {
  readonly #check: boolean;
  readonly #stale: string[] = [];

  constructor(check: boolean) {
    this.#check = check;
  }

  /** Writes `text` to `path`, or with `--check` notes that it differs. */
  put(path: string, text: string): void {
    if (this.#check) {
      if (readOrEmpty(path) !== text) this.#stale.push(path);
      return;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Ends the process with 1 when a file is stale. */
  finish(): void {
    if (this.#stale.length === 0) return;
    console.error(`Not up to date: ${this.#stale.join(", ")}. Run: npm run generate`);
    process.exitCode = 1;
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
