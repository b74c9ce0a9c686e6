import { type ChildProcess, spawn } from "node:child_process";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { allowedProtocols, type GitPlace } from "./git-place.ts";

/** How Git is called. */
export interface GitCall {
  /** Whose protocols and credentials it may use; without one it reaches no network. */
  readonly place?: GitPlace;
  readonly input?: string;
  /** Where it runs. Default: where this process does. */
  readonly folder?: string;
  readonly signal?: AbortSignal;
  /** Default: 2 min. */
  readonly timeoutMs?: number;
}

/** Of what git says about a failure so much is kept. */
const mostError = 4_000;

/**
 * Runs git, without a shell, and answers with what it prints. It asks nobody for a password, runs no hook and speaks no protocol
 * that was not allowed. Errors: git-missing, git-failed.
 */
export async function runGit(parameters: readonly string[], call: GitCall = {}): Promise<Buffer> {
  const { place, input = "", folder, signal, timeoutMs = 120_000 } = call;
  signal?.throwIfAborted();
  const child = spawn("git", parameters, {
    env: environment(place),
    ...(folder !== undefined && { cwd: folder }),
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own, so that what it has started ends with it.
    detached: hasGroups,
  });
  const ending = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
  const end = () => endGroup(child);
  ending.addEventListener("abort", end, { once: true });
  const printed: Buffer[] = [];
  let complaint = "";
  child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString("utf8")).slice(-mostError);
  });
  // It may end before it has read everything; its exit code says why.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject);
  child.once("close", resolve);
  const what = parameters.find((parameter) => !parameter.startsWith("-")) ?? "";
  let code: number | null;
  try {
    code = await promise;
  } catch (cause) {
    throw new DatafeedError("git-missing", "The program git can't be started.", { hint: "Install git.", cause });
  } finally {
    ending.removeEventListener("abort", end);
  }
  if (code !== 0) signal?.throwIfAborted();
  if (code === 0) return Buffer.concat(printed);
  if (code === null) throw new DatafeedError("git-failed", `git ${what} did not end within ${timeoutMs / 1000} s.`);
  throw new DatafeedError("git-failed", `git ${what} failed: ${covered(complaint, place)}`);
}

const hasGroups = process.platform !== "win32";

/** Ends git and the programs that it has started: ssh and its own helpers would go on alone. */
function endGroup(child: ChildProcess): void {
  if (!hasGroups || child.pid === undefined) {
    child.kill();
    return;
  }
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch {
    // It has ended meanwhile.
  }
}

/** What of the surroundings git may heed: how to reach the network, not which repository to work on. */
const heeded = /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|SSL_.*|PROXY_.*|HTTP_.*)$/;

function environment(place: GitPlace | undefined): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_") || heeded.test(name));
  const { credentials } = place ?? {};
  const config = [
    ["core.hooksPath", "/dev/null"],
    ["core.fsmonitor", "false"],
    ["http.lowSpeedLimit", "1000"],
    ["http.lowSpeedTime", "30"],
    // What the URL said; in the environment, where other users of the machine do not see it.
    ...(credentials === undefined ? [] : [["credential.helper", ""] as const, ["credential.helper", helper] as const]),
  ] as const;
  return {
    GIT_SSH_COMMAND: "ssh -oBatchMode=yes -oConnectTimeout=15",
    ...Object.fromEntries(kept),
    LC_ALL: "C.UTF-8",
    GIT_ALLOW_PROTOCOL: place === undefined ? "none" : allowedProtocols(place),
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "",
    SSH_ASKPASS: "",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(
      config.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
    ...(credentials !== undefined && {
      DATAFEED_GIT_USERNAME: credentials.username,
      DATAFEED_GIT_PASSWORD: credentials.password,
    }),
  };
}

/** https://git-scm.com/docs/gitcredentials: a text with ! is run by the shell; this one holds no value. */
const helper =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$DATAFEED_GIT_USERNAME" "$DATAFEED_GIT_PASSWORD"; }; f';

function covered(complaint: string, place: GitPlace | undefined): string {
  const { username = "", password = "" } = place?.credentials ?? {};
  let text = complaint.trim().replace(/\s*\n\s*/g, "; ");
  for (const secret of [password, encodeURIComponent(password), password === "" ? username : ""]) {
    if (secret !== "") text = text.replaceAll(secret, "***");
  }
  return text.replace(/\/\/[^/@\s]+@/g, "//***@") || "it said nothing";
}
