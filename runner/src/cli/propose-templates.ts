import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openWarehouse } from "../connect/open-connections.ts";
import { projectFile } from "../project/document-files.ts";
import { type ProposedTemplate, proposeTemplate, type Unproposed } from "../scaffold/propose-template.ts";
import { readTables } from "../scaffold/read-tables.ts";
import type { ProjectOptions } from "./common-options.ts";
import { inForce, openSession } from "./session.ts";

/** What came of a warehouse's tables. */
export interface Proposals {
  readonly templates: readonly ProposedTemplate[];
  readonly unproposed: readonly Unproposed[];
  /** Tables that templates of the project read already. */
  readonly known: readonly string[];
}

export interface ProposeRequest extends ProjectOptions {
  readonly warehouse: string;
  readonly schemas: readonly string[];
  readonly signal: AbortSignal;
  readonly onTable?: (name: string) => void;
}

/** Templates for the tables of a warehouse that the project's templates do not read yet. Errors: those of readTables. */
export async function proposeTemplates(request: ProposeRequest): Promise<Proposals> {
  const { warehouse: name, schemas, signal, onTable } = request;
  const session = await openSession(request, signal);
  await using warehouse = await openWarehouse(inForce(session), name);
  const { tables, unreadable } = await readTables(warehouse, { schemas, signal, ...(onTable !== undefined && { onTable }) });
  const existing = [...session.loaded.templates.values()].map(({ value }) => value);
  const read = new Set(existing.flatMap(({ source }) => source.table?.toLowerCase() ?? []));
  const taken = new Set(existing.map((template) => template.name.toLowerCase()));
  const templates: ProposedTemplate[] = [];
  const unproposed: Unproposed[] = unreadable.map((table) => ({ table, why: "this role may not read it" }));
  const known: string[] = [];
  for (const table of tables) {
    if (read.has(`${table.schema}.${table.name}`.toLowerCase())) {
      known.push(`${table.schema}.${table.name}`);
      continue;
    }
    const proposed = proposeTemplate(table, warehouse.accepts.bind(warehouse), taken);
    if ("why" in proposed) unproposed.push(proposed);
    else {
      taken.add(proposed.name.toLowerCase());
      templates.push(proposed);
    }
  }
  return { templates, unproposed, known };
}

/** Whether a folder holds a project already. */
export function isProject(folder: string): boolean {
  return existsSync(join(folder, projectFile)) && readFileSync(join(folder, projectFile), "utf8").trim() !== "";
}
