import { join } from "node:path";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { type Environment, pathFolders } from "./environment.ts";
import { foldersAbove, pathOfSetting } from "./folders-above.ts";
import { isNewEnough, neededNode, nodeVersion } from "./node-version.ts";

export interface FoundNode {
  readonly file: string;
  readonly version: string;
  readonly from: "setting" | "npm" | "path" | "editor";
}

export interface NodePlaces {
  /** `datafeed.cli.node`. Empty: not set. */
  readonly setting?: string;
  /** The script that it is to run. */
  readonly cli: string;
  /** The project's folder. */
  readonly project: string;
  readonly env: Environment;
  readonly platform?: NodeJS.Platform;
  readonly arch?: string;
  /** What the extension itself runs on. Default: this process. */
  readonly editor?: EditorNode;
}

export interface EditorNode {
  readonly file: string;
  readonly version: string;
  /** Whether it is Electron: native modules built for Node.js do not load there. */
  readonly isElectron: boolean;
}

const thisEditor: EditorNode = {
  file: process.execPath,
  version: process.versions.node,
  isElectron: process.versions["electron"] !== undefined,
};

interface Candidate {
  readonly file: string;
  readonly from: FoundNode["from"];
}

/**
 * The Node.js to run `datafeed` with: the one that the setting names, and no other; else the one that npm brought along, which
 * is the one that `datafeed` was tried with; else the first on PATH that is new enough; else the editor's own, where that is a
 * plain Node.js and new enough. Error: `node-missing`, with what was looked at.
 */
export async function findNode(places: NodePlaces): Promise<FoundNode> {
  const { setting = "", project, env, editor = thisEditor } = places;
  if (setting.trim() !== "") return named(setting.trim(), places);
  const looked: string[] = [];
  for (const { file, from } of candidates(places)) {
    const answer = await nodeVersion(file, project, env);
    if ("trouble" in answer) {
      if (answer.trouble !== "not there") looked.push(`${file} (${answer.trouble})`);
    } else if (isNewEnough(answer.version)) return { file, from, version: answer.version };
    else looked.push(`${file} (${answer.version})`);
  }
  if (!editor.isElectron && isNewEnough(editor.version)) return { ...pick(editor), from: "editor" };
  looked.push(`the editor's own (${editor.version}${editor.isElectron ? ", Electron" : ""})`);
  throw new DatafeedError("node-missing", `There is no Node.js ${neededNode} or newer to run \`datafeed\` with.`, {
    hint: `Install Node.js ${neededNode}, or name one in the setting datafeed.cli.node. Looked at: ${looked.join(", ")}.`,
  });
}

async function named(setting: string, { project, env }: NodePlaces): Promise<FoundNode> {
  const file = pathOfSetting(setting, project);
  const answer = await nodeVersion(file, project, env);
  if ("version" in answer && isNewEnough(answer.version)) return { file, version: answer.version, from: "setting" };
  const what = "version" in answer ? `Node.js ${answer.version}` : answer.trouble;
  throw new DatafeedError("node-missing", `The setting datafeed.cli.node names ${file}, which is ${what}.`, {
    hint: `Name a Node.js ${neededNode} or newer, or empty the setting to have one looked for.`,
  });
}

function candidates(places: NodePlaces): readonly Candidate[] {
  const { cli, project, env, platform = process.platform, arch = process.arch } = places;
  const name = platform === "win32" ? "node.exe" : "node";
  // As bin/datafeed.cjs looks; and in the project, whose `datafeed` may be a link to somewhere else.
  const system = platform === "win32" ? "win" : platform;
  const brought = [...foldersAbove(join(cli, "..")), ...foldersAbove(project)].map((folder) =>
    join(folder, "node_modules", `node-${system}-${arch}`, "bin", name),
  );
  const onPath = pathFolders(env, platform).map((folder) => join(folder, name));
  return [
    ...[...new Set(brought)].map((file) => ({ file, from: "npm" as const })),
    ...[...new Set(onPath)].map((file) => ({ file, from: "path" as const })),
  ];
}

function pick({ file, version }: EditorNode): { readonly file: string; readonly version: string } {
  return { file, version };
}
