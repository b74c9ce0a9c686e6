import {
  copyFileSync,
  cpSync,
  existsSync,
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
  /** Where it is. Default: a new folder among the temporary ones. */
  readonly folder?: string;
  /** What it has of this repository. Default: the example project. */
  readonly only?: readonly string[];
  /** A DuckDB file that becomes the example project's warehouse. */
  readonly sample?: string;
  readonly files?: Files;
  /**
   * Where `datafeed` is: in node_modules, as npm installs it, with a Node beside it (the default); in a checkout whose npm brought
   * no Node; or nowhere.
   */
  readonly program?: "installed" | "without-node" | "none";
}

/** Where connections.yaml of the example project has its warehouse. */
export const sampleFile = ".datafeed/sample.duckdb";

const exampleProject = ["datafeed.yaml", "connections.yaml", "extracts", "templates", "schemas"];

/** A folder of its own for a test to open. */
export class Workspace implements Disposable {
  readonly folder: string;

  constructor({ folder, only = exampleProject, sample, files = {}, program = "installed" }: WorkspaceOptions = {}) {
    this.folder = folder ?? mkdtempSync(join(tmpdir(), "datafeed-workspace-"));
    mkdirSync(this.folder, { recursive: true });
    for (const part of only) cpSync(join(repository, part), this.path(part), { recursive: true });
    if (sample !== undefined) {
      mkdirSync(this.path(".datafeed"));
      copyFileSync(sample, this.path(sampleFile));
    }
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    if (program === "installed") {
      mkdirSync(this.path("node_modules"));
      symlinkSync(join(repository, "runner"), this.path("node_modules/datafeed"));
    }
    if (program === "without-node") this.#checkOut();
  }

  /** Another workspace with the same files. */
  copy(folder?: string): Workspace {
    const copy = new Workspace({ ...(folder === undefined ? {} : { folder }), only: [], program: "none" });
    cpSync(this.folder, copy.folder, { recursive: true, verbatimSymlinks: true });
    return copy;
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

  /** Names of the data files in the project's destination, without manifests and tombstones, in order. */
  published(): readonly string[] {
    const folder = this.path("out");
    const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
    const files = entries.filter((entry) => entry.isFile() && !/\.(manifest|deleted)$/.test(entry.name));
    return files.map(({ name }) => name).sort();
  }

  /** Puts the program's sources into the folder, and all that it needs but Node. */
  #checkOut(): void {
    for (const part of ["runner/bin", "runner/src", "runner/package.json", "schemas/generated"])
      cpSync(join(repository, part), this.path(part), { recursive: true });
    mkdirSync(this.path("node_modules"));
    for (const name of readdirSync(join(repository, "node_modules"))) {
      if (/^node-|^\.|^datafeed/.test(name)) continue;
      symlinkSync(join(repository, "node_modules", name), this.path(`node_modules/${name}`));
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
