import { execFile } from "node:child_process";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { installed, repository } from "./places.ts";

const run = promisify(execFile);

/** Makes the VSIX by `npm run package`; the file. */
export async function packageExtension(): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "datafeed-vsix-")), "datafeed.vsix");
  await run("npm", ["run", "--silent", "package", "--", "--out", file], { cwd: join(repository, "vscode-extension") });
  return file;
}

/** Installs a VSIX as a person would by the command line; the folder to give to servers as `extensions`. */
export async function installExtension(vsix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-extensions-"));
  const extensions = join(folder, "extensions");
  await mkdir(extensions);
  const { server, node } = installed();
  const places = ["--server-data-dir", folder, "--user-data-dir", join(folder, "user"), "--extensions-dir", extensions];
  await run(node(24), [server, ...places, "--install-extension", vsix, "--accept-server-license-terms"], {
    env: { ...process.env, HOME: folder, EXTENSIONS_GALLERY: "{}" },
  });
  return extensions;
}
