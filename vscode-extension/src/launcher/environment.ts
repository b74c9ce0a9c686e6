/** The environment of this process, or a copy of it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What steers the editor's own Node.js, or an older launcher in front of `datafeed`. */
const ownBusiness = /^(NODE_OPTIONS|ELECTRON_RUN_AS_NODE|VSCODE_INSPECTOR_OPTIONS|DATAFEED_REEXEC)$/i;

/** The environment of a session: PATH and all the rest as it is. */
export function environmentOfSession(env: Environment): Record<string, string> {
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !ownBusiness.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

/** The folders of PATH, in order. Windows writes its name in its own ways. */
export function pathFolders(env: Environment, platform: NodeJS.Platform): readonly string[] {
  const name = platform === "win32" ? Object.keys(env).find((key) => key.toUpperCase() === "PATH") : "PATH";
  const folders = (env[name ?? "PATH"] ?? "").split(platform === "win32" ? ";" : ":");
  return folders.map((folder) => folder.replace(/^"(.*)"$/, "$1")).filter((folder) => folder !== "");
}
