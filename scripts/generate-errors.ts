import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { ErrorCatalogue } from "../runner/src/errors/catalogue.ts";

const rooms = "runner/src";

/** The codes of one room. */
export interface RoomErrors {
  readonly room: string;
  readonly errors: ErrorCatalogue;
}

/** The catalogues of all rooms that have one, by room. */
export async function errorCatalogues(): Promise<RoomErrors[]> {
  const names = readdirSync(rooms).filter((name) => existsSync(`${rooms}/${name}/errors.ts`));
  const found = await Promise.all(
    names.sort().map(async (room) => {
      const exports = (await import(resolve(rooms, room, "errors.ts"))) as Record<string, unknown>;
      const catalogues = Object.values(exports).filter(isCatalogue);
      return catalogues.map((errors) => ({ room, errors }));
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
    "<!-- Generated from runner/src/*/errors.ts by `npm run generate`. Do not edit. -->\n",
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
