import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadProject } from "../../runner/src/load/load-project.ts";
import type { LoadedProject } from "../../runner/src/load/project-documents.ts";
import type { TextFile } from "../../runner/src/project/project-texts.ts";

const root = join(import.meta.dirname, "../..");

/** The moment of these tests. */
export const now = "2026-11-21T12:00:00.000Z";
export const today = now.slice(0, 10);

/** The texts of the example project, datafeed.yaml first. */
export function exampleTexts(): readonly TextFile[] {
  const paths = ["datafeed.yaml", ...globSync(["extracts/*.yaml", "templates/*.yaml"], { cwd: root }).sort()];
  return paths.map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(root, path), "utf8") }));
}

export const exampleConnections = {
  path: "connections.yaml",
  text: readFileSync(join(root, "connections.yaml"), "utf8"),
  trusted: false,
};

/** The example project with some files in place of its own or beside them. */
export function exampleProject(...files: readonly TextFile[]): LoadedProject {
  const texts = new Map([...exampleTexts(), ...files].map((file) => [file.path, file]));
  return loadProject({ files: [...texts.values()], connections: exampleConnections }, { today });
}
