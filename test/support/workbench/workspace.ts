import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repository } from "./places.ts";

/** Files by their path; a later one replaces an earlier one of the same path. */
export type Files = Readonly<Record<string, string>>;

export interface WorkspaceOptions {
  /** Start with the example project of this repository. Default true. */
  readonly example?: boolean;
  /** A DuckDB file that becomes the example project's warehouse. */
  readonly sample?: string;
  readonly files?: Files;
  /** Have `datafeed` in node_modules, as npm installs it. Default true. */
  readonly program?: boolean;
}

/** Where connections.yaml of the example project has its warehouse. */
export const sampleFile = ".datafeed/sample.duckdb";

/** A folder of its own for a test to open. */
export class Workspace implements Disposable {
  readonly folder: string;

  constructor({ example = true, sample, files = {}, program = true }: WorkspaceOptions = {}) {
    this.folder = mkdtempSync(join(tmpdir(), "datafeed-workspace-"));
    if (example) {
      for (const part of ["datafeed.yaml", "connections.yaml", "extracts", "templates", "schemas"])
        cpSync(join(repository, part), join(this.folder, part), { recursive: true });
    }
    if (sample !== undefined) {
      mkdirSync(this.path(".datafeed"));
      copyFileSync(sample, this.path(sampleFile));
    }
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    if (program) {
      mkdirSync(join(this.folder, "node_modules"));
      symlinkSync(join(repository, "runner"), join(this.folder, "node_modules/datafeed"));
    }
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  /** Command lines of the `datafeed` programs that work in this folder. */
  programs(): readonly string[] {
    const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return ids.flatMap((id) => {
      try {
        const words = readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0");
        const here = [readlinkSync(`/proc/${id}/cwd`), ...words].some((word) => word.startsWith(this.folder));
        return here && words.some((word) => /\bdatafeed\b.*\.c?js$/.test(word)) ? [words.join(" ").trim()] : [];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
