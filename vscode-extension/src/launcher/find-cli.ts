import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { type CliFile, cliInFile } from "./cli-in-file.ts";
import { type Environment, pathFolders } from "./environment.ts";
import { foldersAbove, pathOfSetting } from "./folders-above.ts";

export interface FoundCli extends CliFile {
  readonly from: "setting" | "project" | "checkout" | "path";
}

export interface CliPlaces {
  /** `datafeed.cli.path`: a file, or the name of a command on PATH. Empty: not set. */
  readonly setting?: string;
  /** The project's folder. */
  readonly project: string;
  readonly env: Environment;
  readonly platform?: NodeJS.Platform;
}

/**
 * The `datafeed` to work with: the one that the setting names, and no other; else the project's own, of its `node_modules` or
 * those above; else that of a checkout of Datafeed around it; else the one on PATH. Error: `cli-missing`.
 */
export function findCli(places: CliPlaces): FoundCli {
  const { setting = "", project, env, platform = process.platform } = places;
  if (setting.trim() !== "") return named(setting.trim(), places);
  const above = foldersAbove(project);
  for (const folder of above) {
    const modules = join(folder, "node_modules");
    const paths = [join(modules, "datafeed/bin/datafeed.cjs"), ...commandFiles(join(modules, ".bin"), "datafeed", platform)];
    const found = firstCli(paths, platform);
    if (found !== undefined) return { ...found, from: "project" };
  }
  for (const folder of above) {
    const found = isCheckout(folder) ? cliInFile(join(folder, "runner/bin/datafeed.cjs"), platform) : undefined;
    if (found !== undefined) return { ...found, from: "checkout" };
  }
  const found = onPath("datafeed", env, platform);
  if (found !== undefined) return { ...found, from: "path" };
  throw new DatafeedError("cli-missing", "There is no `datafeed` in this project, and none on PATH.", {
    hint: `Name its bin/datafeed.cjs in the setting datafeed.cli.path, or install it in the project with npm. Looked at: ${[
      `node_modules of ${project} and the folders above it`,
      ...pathFolders(env, platform),
    ].join(", ")}.`,
  });
}

function named(setting: string, { project, env, platform = process.platform }: CliPlaces): FoundCli {
  const isCommand = basename(setting) === setting && !setting.startsWith("~");
  const path = pathOfSetting(setting, project);
  const found =
    firstCli([path, join(path, "bin/datafeed.cjs")], platform) ?? (isCommand ? onPath(setting, env, platform) : undefined);
  if (found !== undefined) return { ...found, from: "setting" };
  const where = isCommand ? `neither ${path} nor a command on PATH` : `not at ${path}`;
  throw new DatafeedError("cli-missing", `The setting datafeed.cli.path names ${setting}, which is ${where}.`, {
    hint: "Name the file bin/datafeed.cjs of an installed package, or empty the setting to have it looked for.",
  });
}

function onPath(command: string, env: Environment, platform: NodeJS.Platform): CliFile | undefined {
  const paths = pathFolders(env, platform).flatMap((folder) => commandFiles(folder, command, platform));
  return firstCli(paths, platform);
}

/** The files that a command may be, in the order in which the system would take them. */
function commandFiles(folder: string, command: string, platform: NodeJS.Platform): readonly string[] {
  const endings = platform === "win32" ? [".exe", ".cmd", ""] : [""];
  return endings.map((ending) => join(folder, `${command}${ending}`));
}

function firstCli(paths: readonly string[], platform: NodeJS.Platform): CliFile | undefined {
  for (const path of paths) {
    const found = cliInFile(path, platform);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a folder is a checkout of Datafeed itself. */
function isCheckout(folder: string): boolean {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, "runner/package.json"), "utf8")) as { readonly name?: unknown };
    return name === "datafeed";
  } catch {
    return false;
  }
}
