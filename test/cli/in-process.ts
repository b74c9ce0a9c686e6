import { type Answer, environment, type Surroundings } from "./command-line.ts";

/**
 * Runs `datafeed` to its end in this process, one at a time: what a command answers is the same, and starting Node.js takes most
 * of the time of a short one. Processes, signals and streams are proven with `datafeed`.
 */
export async function datafeedHere(args: readonly string[], surroundings: Surroundings): Promise<Answer> {
  const before = { cwd: process.cwd(), env: { ...process.env }, exitCode: process.exitCode };
  const written = { stdout: "", stderr: "" };
  const capture = (name: "stdout" | "stderr") => {
    const stream = process[name];
    const write = stream.write;
    stream.write = ((text: string | Uint8Array) => {
      written[name] += typeof text === "string" ? text : Buffer.from(text).toString();
      return true;
    }) as typeof write;
    return () => {
      stream.write = write;
    };
  };
  const restore = [
    ...[capture("stdout"), capture("stderr")],
    ...[process.stdout, process.stderr].map((stream) => keepListeners(stream, "error")),
    ...["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => keepListeners(process, signal)),
  ];
  try {
    putEnvironment(environment(surroundings));
    process.chdir(surroundings.cwd);
    process.exitCode = undefined;
    // Not before the environment is there: the colours are chosen when it is loaded.
    const { runProgram } = await import("../../runner/src/cli/program.ts");
    const code = await runProgram(args);
    return { code, ...written, text: `${written.stdout}${written.stderr}` };
  } finally {
    for (const undo of restore) undo();
    process.exitCode = before.exitCode;
    process.chdir(before.cwd);
    putEnvironment(before.env);
  }
}

/** Takes off again whoever comes to listen from now on. */
function keepListeners(emitter: NodeJS.EventEmitter, event: string): () => void {
  const before = new Set(emitter.listeners(event));
  return () => {
    for (const listener of emitter.listeners(event)) if (!before.has(listener)) emitter.off(event, listener as () => void);
  };
}

function putEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}
