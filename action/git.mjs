import { existsSync } from "node:fs";
import { execute } from "./cli.mjs";
import { Failure } from "./failure.mjs";

/**
 * Git in the repository of a project, which `actions/checkout` may put into a folder of the workspace; never through a shell.
 * Names are given after `--end-of-options` or as whole refs.
 */
export class Git {
  #env;
  #cwd;

  /**
   * @param folder the project's.
   * @param token for fetching, where the checkout left none behind. It is in the environment, and in no argument.
   */
  static async open({ server, token, folder }) {
    if (!existsSync(folder)) throw new Failure(`The input project names no folder: ${JSON.stringify(folder)}.`);
    const plainEnv = { ...process.env, GIT_TERMINAL_PROMPT: "0" };
    const asked = ["config", "--get-regexp", "^http\\..*\\.extraheader$"];
    const kept = await execute("git", asked, { env: plainEnv, cwd: folder });
    if (token === "" || kept.stdout !== "") return new Git(plainEnv, folder);
    const env = {
      ...plainEnv,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
      GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`,
    };
    return new Git(env, folder);
  }

  constructor(env, cwd) {
    this.#env = env;
    this.#cwd = cwd;
  }

  /** The full id of a commit; undefined when it is not there. */
  async commit(name) {
    const { code, stdout } = await this.#run(["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]);
    return code === 0 ? stdout.trim() : undefined;
  }

  /** Where two commits parted; undefined when the history that is here does not say. */
  async mergeBase(one, other) {
    const { code, stdout } = await this.#run(["merge-base", "--end-of-options", one, other]);
    return code === 0 ? stdout.trim() : undefined;
  }

  /** Fetches commits as objects: no branch moves, no file of the working tree changes, no hook runs. */
  async fetch(ref, depth) {
    const options = ["--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--quiet", `--depth=${depth}`];
    const { code } = await this.#run(["-c", "core.hooksPath=/dev/null", "fetch", ...options, "origin", `+${ref}`]);
    return code === 0;
  }

  #run(args) {
    return execute("git", args, { env: this.#env, cwd: this.#cwd });
  }
}
