import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../free-port.ts";
import { ServerProcess } from "../server-process.ts";
import { installed, type NodeMajor } from "./places.ts";

export interface WorkbenchServerOptions {
  /** The folder that `installExtension` filled. */
  readonly extensions: string;
  /** Runs the extension host. Default 24. */
  readonly node?: NodeMajor;
  /** What the user's shell has as PATH, where VS Code looks for it. Default: this machine's. */
  readonly path?: string;
  /** Folders are trusted unless told otherwise. */
  readonly trusted?: boolean;
  /** The user's settings, added to those that keep the workbench quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Takes `extensionDevelopmentPath` and `extensionTestsPath`; then no toast is shown. */
  readonly forExtensionTests?: boolean;
}

/** VS Code's server for a browser, with a data folder and a home folder of its own. */
export class WorkbenchServer implements AsyncDisposable {
  readonly url: string;
  /** Of its user: connections files and settings that are not the editor's lie here. */
  readonly home: string;
  readonly #process: ServerProcess;
  readonly #folder: string;

  private constructor(url: string, folder: string, process: ServerProcess) {
    this.url = url;
    this.#folder = folder;
    this.home = join(folder, "home");
    this.#process = process;
  }

  /** Starts one on a free port; returns when it takes connections. */
  static async start(options: WorkbenchServerOptions): Promise<WorkbenchServer> {
    const { server, node } = installed();
    const folder = await mkdtemp(join(tmpdir(), "datafeed-workbench-"));
    const user = join(folder, "user");
    await mkdir(join(folder, "home"), { recursive: true });
    await mkdir(join(user, "User"), { recursive: true });
    await writeFile(join(user, "User/settings.json"), JSON.stringify({ ...quiet, ...options.settings }, null, 2));
    if (options.path !== undefined) await writeFile(join(folder, "home/.bash_profile"), `export PATH="${options.path}"\n`);
    const port = await freePort();
    const args = [
      ...["--host", "127.0.0.1", "--port", String(port), "--without-connection-token", "--accept-server-license-terms"],
      // What a closed window leaves behind ends soon; a reloaded one starts anew in any case.
      ...["--telemetry-level", "off", "--reconnection-grace-time", "5"],
      ...["--server-data-dir", folder, "--user-data-dir", user, "--extensions-dir", options.extensions],
      ...(options.trusted === false ? [] : ["--disable-workspace-trust"]),
      ...(options.forExtensionTests === true ? ["--enable-smoke-test-driver"] : []),
    ];
    const environment = surroundings({ HOME: join(folder, "home"), SHELL: "/bin/bash" });
    const process = new ServerProcess(node(options.node ?? 24), [server, ...args], port, environment);
    await process.start();
    return new WorkbenchServer(`http://127.0.0.1:${port}`, folder, process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.kill();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Nothing that opens by itself, asks the network, or saves behind the test's back. */
const quiet = {
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.colorTheme": "Dark Modern",
  "workbench.enableExperiments": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": "off",
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "files.autoSave": "off",
  "editor.minimap.enabled": false,
};

/** The environment without what steers Datafeed or a test run. */
function surroundings(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const unwanted = Object.keys(process.env).filter((name) =>
    /^(DATAFEED_|NODE_|VITEST|VSCODE_|FORCE_COLOR$|CI$|PG|XDG_|npm_)/.test(name),
  );
  const without = Object.fromEntries(unwanted.map((name) => [name, undefined]));
  return { ...without, EXTENSIONS_GALLERY: "{}", ...own };
}
