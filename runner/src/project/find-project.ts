import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { projectFile } from "./document-files.ts";

/** The nearest folder, from `folder` upwards, that holds a datafeed.yaml; undefined when there is none. */
export function findProject(folder: string): string | undefined {
  let current = resolve(folder);
  for (;;) {
    if (existsSync(join(current, projectFile))) return current;
    const parent = dirname(current);
    if (parent === current) return undefined;
    current = parent;
  }
}
