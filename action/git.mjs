import { execute } from "./cli.mjs";

/** Git in the folder that was checked out, never through a shell. Names are given after `--end-of-options` or as whole refs. */
export class Git {
  #env;

  /** @param token for fetching, where the checkout left none behind. It is in the environment, and in no argument. */
  static async open({ server, token }) {
    const plainEnv = { ...process.env, GIT_TERMINAL_PROMPT: "0" };
    const kept = await execute("git", ["config", "--get-regexp", "^http\\..*\\.extraheader$"], { env: plainEnv });
    if (token === "" || kept.stdout !== "") return new Git(plainEnv);
    return new Git({
      ...plainEnv,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
      GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`,
    });
  }

  constructor(env) {
    this.#env = env;
  }

  /** The full id of a commit; undefined when it is not there. */
  async commit(name) {
    const { code, stdout } = await this.#run(["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]);
    return code === 0 ? stdout.trim() : undefined;
  }

  /** Where two commits parted; undefined when the history that is here does not say. */
  async mergeBase(one, other) {
    const { code, stdout } = await this.#run(["merge-base", one, other]);
    return code === 0 ? stdout.trim() : undefined;
  }

  /** Fetches commits as objects: no branch moves, no file of the working tree changes, no hook runs. */
  async fetch(ref, depth) {
    const options = ["--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--quiet", `--depth=${depth}`];
    const { code } = await this.#run(["-c", "core.hooksPath=/dev/null", "fetch", ...options, "origin", `+${ref}`]);
    return code === 0;
  }

  #run(args) {
    return execute("git", args, { env: this.#env });
  }
}
