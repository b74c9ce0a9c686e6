import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { type Contexts, evaluate, interpolate, isTruthy } from "./expressions.ts";
import { readLog, type StepLog } from "./workflow-commands.ts";

/** What GitHub would know of a run. */
export interface RunOptions {
  /** The folder that is checked out. */
  readonly workspace: string;
  /** For the runner's own files; artifacts are kept in it, from one job to the next. */
  readonly temporary: string;
  readonly eventName: string;
  readonly event: object;
  readonly sha: string;
  readonly token: string;
  readonly apiUrl: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  /** Outputs of earlier jobs. */
  readonly needs?: Readonly<Record<string, { readonly outputs: Readonly<Record<string, string>> }>>;
  /** Variables of the runner's machine. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What became of a job. */
export interface JobResult {
  readonly conclusion: "success" | "failure" | "skipped";
  readonly outputs: Readonly<Record<string, string>>;
  /** What the steps printed, one after another; the secrets in it are not covered, so that a test can find them. */
  readonly log: StepLog;
  readonly text: string;
  readonly summary: string;
  /** Names of the actions that were used, without their versions. */
  readonly used: readonly string[];
  /** The shell lines that were run, with every expression replaced. */
  readonly scripts: readonly string[];
  /** By name. */
  readonly artifacts: Readonly<Record<string, string>>;
}

interface Step {
  readonly id?: string;
  readonly if?: string | boolean;
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a job of a workflow as GitHub's runner does: its shell lines really run, the actions of others are stood in for. */
export async function runJob(workflow: string, job: string, options: RunOptions): Promise<JobResult> {
  const { jobs } = parse(workflow);
  const definition = jobs[job];
  const run = new Run(options);
  const result = (conclusion: JobResult["conclusion"], outputs: Readonly<Record<string, string>> = {}): JobResult => ({
    ...{ conclusion, outputs, text: run.text, log: readLog(run.text), summary: run.summary },
    ...{ used: run.used, scripts: run.scripts, artifacts: run.artifacts },
  });
  const functions = { always: () => true, success: () => true, failure: () => false };
  const contexts = run.contexts({});
  if (definition.if !== undefined && !isTruthy(evaluate(bare(definition.if), contexts, functions))) return result("skipped");
  const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
  const failed = await run.steps(definition.steps, { steps, inputs: dispatched(options.event) }, steps);
  const outputs = Object.entries((definition.outputs ?? {}) as Record<string, string>).map(([name, text]) => [
    name,
    interpolate(text, run.contexts({ steps })),
  ]);
  return result(failed ? "failure" : "success", Object.fromEntries(outputs));
}

class Run {
  text = "";
  summary = "";
  readonly used: string[] = [];
  readonly scripts: string[] = [];
  readonly artifacts: Record<string, string> = {};
  readonly #options: RunOptions;
  readonly #folder: string;
  /** Of the composite action whose steps run. */
  #actionPath: string | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#folder = mkdtempSync(join(options.temporary, "run-"));
    writeFileSync(join(this.#folder, "event.json"), JSON.stringify(options.event));
  }

  contexts(more: Contexts): Contexts {
    const { event, eventName, sha, token, secrets = {}, vars = {}, needs = {} } = this.#options;
    const github = { event, event_name: eventName, sha, token, repository: "acme/extracts" };
    return { github, secrets, vars, needs, env: {}, runner: { os: "Linux" }, ...more };
  }

  /** Answers whether one failed. */
  async steps(
    list: readonly Step[],
    more: Contexts,
    outputs: Record<string, { outputs: Readonly<Record<string, string>> }>,
  ): Promise<boolean> {
    let failed = false;
    for (const step of list) {
      const contexts = this.contexts(more);
      const functions = { always: () => true, success: () => !failed, failure: () => failed, cancelled: () => false };
      const condition = bare(String(step.if ?? "success()"));
      const asks = /\b(always|success|failure|cancelled)\(/.test(condition) ? condition : `success() && (${condition})`;
      if (!isTruthy(evaluate(asks, contexts, functions))) continue;
      const done = step.uses === undefined ? await this.#script(step, contexts) : await this.#action(step, contexts);
      if (step.id !== undefined) outputs[step.id] = { outputs: done.outputs };
      if (done.failed) failed = true;
    }
    return failed;
  }

  /** GitHub writes the lines into a file, expressions replaced, and gives it to the shell. */
  async #script(step: Step, contexts: Contexts): Promise<Done> {
    const script = interpolate(step.run ?? "", contexts);
    this.scripts.push(script);
    const folder = mkdtempSync(join(this.#folder, "step-"));
    const file = (name: string): string => join(folder, name);
    for (const name of ["output", "summary", "env", "path"]) writeFileSync(file(name), "");
    writeFileSync(file("script.sh"), script);
    const own = Object.entries(step.env ?? {}).map(([name, text]) => [name, interpolate(String(text), contexts)]);
    const { workspace, eventName, sha, apiUrl, temporary } = this.#options;
    const env = {
      PATH: process.env["PATH"],
      HOME: join(temporary, "home"),
      ...this.#options.env,
      ...{ CI: "true", GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: workspace, GITHUB_REPOSITORY: "acme/extracts" },
      ...{ GITHUB_EVENT_NAME: eventName, GITHUB_EVENT_PATH: join(this.#folder, "event.json"), GITHUB_SHA: sha },
      ...{ GITHUB_API_URL: apiUrl, GITHUB_SERVER_URL: "https://github.com", GITHUB_RUN_ID: "77", GITHUB_RUN_ATTEMPT: "1" },
      ...{
        GITHUB_OUTPUT: file("output"),
        GITHUB_STEP_SUMMARY: file("summary"),
        GITHUB_ENV: file("env"),
        GITHUB_PATH: file("path"),
      },
      ...{ RUNNER_TEMP: this.#folder, RUNNER_OS: "Linux" },
      ...(this.#actionPath === undefined ? {} : { GITHUB_ACTION_PATH: this.#actionPath }),
      ...Object.fromEntries(own),
    };
    const shell = step.shell === undefined ? ["-e"] : ["--noprofile", "--norc", "-eo", "pipefail"];
    const { code, text } = await spawned("bash", [...shell, file("script.sh")], { cwd: workspace, env });
    this.text += text;
    this.summary += readFileSync(file("summary"), "utf8");
    return { failed: code !== 0, outputs: readOutputs(readFileSync(file("output"), "utf8")) };
  }

  async #action(step: Step, contexts: Contexts): Promise<Done> {
    const given = Object.entries(step.with ?? {}).map(([name, value]) => [name, interpolate(String(value), contexts)]);
    const inputs: Record<string, string> = Object.fromEntries(given);
    const [name = ""] = (step.uses ?? "").split("@");
    this.used.push(name);
    if (name.startsWith("./")) return this.#composite(join(this.#options.workspace, name), inputs, contexts);
    const standIn = this.#standIns[name];
    if (standIn === undefined) throw new Error(`The stand-in does not know the action ${name}`);
    standIn(inputs);
    return { failed: false, outputs: {} };
  }

  async #composite(folder: string, given: Readonly<Record<string, string>>, contexts: Contexts): Promise<Done> {
    const { inputs: declared, outputs: named, runs } = parse(readFileSync(join(folder, "action.yml"), "utf8"));
    for (const name of Object.keys(given)) if (!(name in declared)) throw new Error(`The action has no input ${name}`);
    const defaults = Object.entries(declared as Record<string, { default?: string }>).map(([name, input]) => [
      name,
      given[name] ?? interpolate(String(input.default ?? ""), contexts),
    ]);
    const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
    // What an action sees of its caller are its inputs and `github`: no secret, no variable.
    const more = { steps, inputs: Object.fromEntries(defaults), secrets: {}, vars: {}, needs: {} };
    this.#actionPath = folder;
    const failed = await this.steps(runs.steps, more, steps);
    this.#actionPath = undefined;
    const outputs = Object.entries(named as Record<string, { value: string }>).map(([name, { value }]) => [
      name,
      interpolate(value, this.contexts(more)),
    ]);
    return { failed, outputs: Object.fromEntries(outputs) };
  }

  readonly #standIns: Readonly<Record<string, (inputs: Readonly<Record<string, string>>) => void>> = {
    // The test has put the files there.
    "actions/checkout": () => {},
    "actions/setup-node": () => {},
    "actions/upload-artifact": ({ name = "", path = "" }) => {
      // What the real one refuses: https://github.com/actions/toolkit, path-and-artifact-name-validation.
      if (name === "" || /["/:<>|*?\r\n\\]/.test(name))
        throw new Error(`No artifact may have the name ${JSON.stringify(name)}`);
      if (/[*?[\]!\n]/.test(path) || !existsSync(path))
        throw new Error(`The path ${JSON.stringify(path)} is a pattern, or no file`);
      const kept = join(this.#options.temporary, "artifacts", name);
      mkdirSync(dirname(kept), { recursive: true });
      rmSync(kept, { recursive: true, force: true });
      cpSync(path, kept, { recursive: true });
      this.artifacts[name] = kept;
    },
    "actions/download-artifact": ({ name = "", path = "" }) => {
      cpSync(join(this.#options.temporary, "artifacts", name), join(this.#options.workspace, path), { recursive: true });
    },
  };
}

interface Done {
  readonly failed: boolean;
  readonly outputs: Readonly<Record<string, string>>;
}

/** `if:` may stand with its marks or without. */
function bare(condition: string): string {
  return condition.replace(/^\s*\$\{\{(.*)\}\}\s*$/s, "$1");
}

function dispatched(event: object): Readonly<Record<string, string>> {
  return (event as { readonly inputs?: Readonly<Record<string, string>> }).inputs ?? {};
}

/** As the runner reads them: `name=value`, or `name<<delimiter`, lines, and the delimiter alone on a line. */
export function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  while (lines.length > 0) {
    const line = lines.shift() ?? "";
    const [, name, sign, rest] = /^([^=<]+?)(<<|=)(.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) {
      if (line !== "") throw new Error(`The runner can't read ${JSON.stringify(line)}`);
    } else if (sign === "=") {
      outputs[name] = rest;
    } else {
      const end = lines.indexOf(rest);
      if (end === -1) throw new Error(`The delimiter of ${name} is missing`);
      outputs[name] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join("\n");
    }
  }
  return outputs;
}

function spawned(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, text }));
  });
}
