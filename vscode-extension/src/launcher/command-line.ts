import type { Environment } from "./environment.ts";
import { findCli } from "./find-cli.ts";
import { findNode } from "./find-node.ts";

export interface CommandLinePlaces {
  /** The project's folder, absolute. */
  readonly project: string;
  /** `datafeed.cli.path` and `datafeed.cli.node`; empty: they are looked for. */
  readonly cliPath: string;
  readonly nodePath: string;
  readonly env: Environment;
}

export type CommandLine = readonly [program: string, ...args: string[]];

/** The program, and the script that it runs: never by way of a shell. Errors: `cli-missing`, `node-missing`. */
export async function commandLine({ project, cliPath, nodePath, env }: CommandLinePlaces): Promise<CommandLine> {
  const cli = findCli({ setting: cliPath, project, env });
  if (cli.type === "program") return [cli.file];
  const node = await findNode({ setting: nodePath, cli: cli.file, project, env });
  return [node.file, cli.file];
}
