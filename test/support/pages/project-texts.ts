import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");

/** The project of this repository without its extracts. */
export const projectTexts = [
  { path: "datafeed.yaml", text: readFileSync(join(root, "datafeed.yaml"), "utf8") },
  ...["templates", "extracts"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /\.(schedule|template)\.yaml$/.test(name))
      .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(root, folder, name), "utf8") })),
  ),
];
