import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { ErrorCatalogue } from "../runner/src/errors/catalogue.ts";

/** Where catalogues may be: in the rooms of the engine, and of the editor's extension. */
const places = ["runner/src", "vscode-extension/src"] as const;

/** The codes of one room. */
export interface RoomErrors {
  readonly place: (typeof places)[number];
  readonly room: string;
  readonly errors: ErrorCatalogue;
}

/** The catalogues of all rooms that have one, by room. */
export async function errorCatalogues(): Promise<RoomErrors[]> {
  const rooms = places.flatMap((place) =>
    readdirSync(place)
      .filter((room) => existsSync(`${place}/${room}/errors.ts`))
      .sort()
      .map((room) => ({ place, room })),
  );
  const found = await Promise.all(
    rooms.map(async ({ place, room }) => {
      const exports = (await import(resolve(place, room, "errors.ts"))) as Record<string, unknown>;
      const catalogues = Object.values(exports).filter(isCatalogue);
      return catalogues.map((errors) => ({ place, room, errors }));
    }),
  );
  return found.flat();
}

/** docs/errors.md: every code, what happened, what to do. */
export async function errorsPage(): Promise<string> {
  const sections = (await errorCatalogues()).map(({ room, errors }) => {
    const rows = Object.entries(errors).map(
      ([code, { meaning, mend }]) => `| <a id="${code}"></a>\`${code}\` | ${cell(meaning)} | ${cell(mend)} |`,
    );
    return `## ${room}\n\n| code | what happened | what to do |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
  });
  return [
    "<!-- Generated from the rooms' errors.ts by `npm run generate`. Do not edit. -->\n",
    "# Error codes\n",
    "Every message of Datafeed carries one of these codes. A code keeps its meaning for good. They are grouped by the part of the",
    "program that finds them; documents are `load`. Exit codes: 0 done, 1 a mistake or a failed run, 2 unexpected, 130 cancelled.\n",
    ...sections,
  ].join("\n");
}

function isCatalogue(value: unknown): value is ErrorCatalogue {
  if (typeof value !== "object" || value === null) return false;
  const entries = Object.values(value);
  return entries.length > 0 && entries.every((entry) => typeof entry?.meaning === "string" && typeof entry?.mend === "string");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
