import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "./failure.mjs";
import { environmentOf } from "./inputs.mjs";
import { printUntrusted } from "./workflow-commands.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Runs Datafeed to its end, never through a shell: what it is given is one argument each, whatever is in it. Its notes are
 * printed; its answer is handed back.
 */
export async function datafeed(inputs, args) {
  const [program, ...front] = commandOf(inputs);
  const answer = await execute(program, [...front, ...args], { env: environmentOf(process.env, inputs) });
  printUntrusted(answer.stderr);
  return answer;
}

/** Options of every verb on a project. */
export function projectOptions({ project, connections }) {
  return [`--project=${project}`, ...(connections === "" ? [] : [`--connections=${connections}`])];
}

/** Where Datafeed is: what `cli` names, the package that this action came with, else the version of npm's registry. */
function commandOf({ cli, version }) {
  const own = join(here, "../../../bin/datafeed.cjs");
  const isInPackage = existsSync(own) && existsSync(join(here, "../../cli.js"));
  const launcher = cli || (version === "" && isInPackage ? own : "");
  if (launcher !== "") return [process.execPath, launcher];
  const wanted = version || ownVersion();
  if (!/^[0-9A-Za-z][0-9A-Za-z.+-]*$/.test(wanted)) {
    throw new Failure(`The input version is ${JSON.stringify(wanted)}; expected a version of the npm package, as in 1.2.3.`);
  }
  return [...npx(), "--yes", `datafeed@${wanted}`];
}

/** The version that this action was published with. */
function ownVersion() {
  return JSON.parse(readFileSync(join(here, "../runner/package.json"), "utf8")).version;
}

/** On Windows npx is a script for a shell; npm's own program does the same without one. */
function npx() {
  const script = join(dirname(process.execPath), "node_modules/npm/bin/npx-cli.js");
  return process.platform === "win32" && existsSync(script) ? [process.execPath, script] : ["npx"];
}

/** Runs a program to its end. */
export function execute(program, args, { env = process.env, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, shell: false, stdio: ["ignore", "pipe", "pipe"] });
    const [out, err] = [[], []];
    child.stdout.on("data", (bytes) => out.push(bytes));
    child.stderr.on("data", (bytes) => err.push(bytes));
    // GitHub cancels a job by SIGINT, then SIGTERM, to this process alone.
    const pass = (signal) => child.kill(signal);
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, pass);
    child.once("error", (error) => reject(new Failure(`${program} could not be started: ${error.message}`)));
    child.once("close", (code) => {
      for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, pass);
      resolve({ code: code ?? 130, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}
