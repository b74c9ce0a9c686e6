import { dirname, resolve } from "node:path";
import type { Connections } from "../load/project-documents.ts";
import type { ProjectTexts } from "../project/project-texts.ts";

/** The connections that apply, and what their paths count from. */
export interface ConnectionsInForce {
  readonly connections: Connections;
  /** The project's folder. */
  readonly root: string;
  /** The folder of the connections file: what lies beside it is named from there, wherever a command is started. */
  readonly folder: string;
  /** Whether the operator named the file. The one in the repository may only declare embedded warehouses and local folders. */
  readonly trusted: boolean;
}

/** Connections with the places of the texts that they came from. */
export function connectionsInForce(
  { root, connections: text }: Pick<ProjectTexts, "root" | "connections">,
  connections: Connections,
): ConnectionsInForce {
  return { connections, root, folder: dirname(resolve(root, text?.path ?? "")), trusted: text?.trusted === true };
}
