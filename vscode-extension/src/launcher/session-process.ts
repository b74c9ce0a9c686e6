import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { DatafeedError, messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import { type PipedCommands, pipedCommands } from "../../../runner/src/pipe/piped-commands.ts";
import { type Hello, protocolVersion } from "../../../runner/src/pipe/protocol.ts";
import { readLines, tooLong } from "../../../runner/src/pipe/read-lines.ts";
import { endProcessTree } from "./end-process-tree.ts";
import { type Environment, environmentOfSession } from "./environment.ts";
import { type FoundCli, findCli } from "./find-cli.ts";
import { type EditorNode, type FoundNode, findNode } from "./find-node.ts";

export interface SessionOptions {
  /** The project's folder, absolute. */
  readonly project: string;
  /** `datafeed.cli.path` and `datafeed.cli.node`; empty: they are looked for. */
  readonly cliPath?: string;
  readonly nodePath?: string;
  /** A file, as `--connections`; empty: as on the command line. */
  readonly connections?: string;
  /** Hears what is started, and what the session says on stderr. */
  log(line: string): void;
  /** Default: that of this process. */
  readonly env?: Environment;
  readonly editor?: EditorNode;
  /** So long it may take to say hello. Default: 30 s, for a cold disk. */
  readonly helloMs?: number;
  /** So long it may be silent after something was cancelled. Default: 10 s. */
  readonly silentMs?: number;
  /** So long it may finish its runs when its answers have ended. Default: 1 min. */
  readonly partingMs?: number;
  /** So long it may take to end gently. Default: as `endProcessTree`. */
  readonly graceMs?: number;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

interface Session {
  readonly child: Child;
  readonly desk: PipedCommands;
  readonly startedAt: number;
  /** How it ended. */
  readonly ended: Promise<string>;
}

/** The first pause after a crash; it doubles with each one that follows soon. */
const firstPauseMs = 500;
const longestPauseMs = 30_000;
const silentMs = 10_000;
const partingMs = 60_000;
/** A session that lived so long was no failed start. */
const provenMs = 60_000;
/** So much of its last words is kept. */
const lastLines = 20;
const longestLine = 64 * 1024;

/** `datafeed session` of one project: started when it is needed, and again when it has crashed. */
export class SessionProcess {
  readonly #options: SessionOptions;
  #session: Session | undefined;
  /** Those that nothing more is asked of although they did not end by themselves. */
  readonly #dropped = new WeakSet<Child>();
  #starting: Promise<Session> | undefined;
  #crashes = 0;
  #crashedAt = 0;
  #isOver = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** What is asked of it. Errors: `cli-missing`, `node-missing`, `cli-too-old`, `cli-too-new`, `session-not-started`. */
  async commands(): Promise<PipedCommands> {
    if (this.#session !== undefined) return this.#session.desk;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return (await this.#starting).desk;
  }

  /** Nothing more is asked: it finishes the runs under way, however long they take, and ends by itself. */
  end(): void {
    this.#isOver = true;
    this.#session?.child.stdin.end();
    this.#session = undefined;
  }

  /** Ends it with everything that runs in it, its queries included. Returns when it has ended. */
  async kill(): Promise<void> {
    this.#isOver = true;
    const session = this.#session ?? (await this.#starting?.catch(() => undefined));
    this.#session = undefined;
    if (session !== undefined) await this.#endTree(session);
  }

  /**
   * For when something was cancelled: a session that is silent for so long has not heard of it, so it is ended with all that it
   * started, and the next question starts another. A run that it leaves behind is recovered there.
   */
  async endIfSilent(): Promise<void> {
    const session = this.#session;
    const silent = AbortSignal.timeout(this.#options.silentMs ?? silentMs);
    await session?.desk.hello(silent).catch(() => {});
    if (session === undefined || !silent.aborted || this.#session !== session) return;
    this.#options.log("datafeed session does not answer, so it is ended.");
    this.#drop(session);
    await this.#endTree(session);
  }

  /** The next question starts another one. */
  #drop({ child, startedAt }: Session): void {
    this.#session = undefined;
    this.#dropped.add(child);
    this.#countCrash(startedAt);
  }

  /** Its answers have ended. It lives all the same, maybe: then it finishes its runs, and is ended when it does not end by that. */
  async #heardLast(session: Session): Promise<void> {
    if (this.#session !== session) return;
    this.#drop(session);
    session.child.stdin.end();
    const { partingMs: longest = partingMs, log } = this.#options;
    const late = AbortSignal.timeout(longest);
    await Promise.race([session.ended, aborted(late)]);
    if (!late.aborted) return;
    log("datafeed session answers no more and does not end, so it is ended.");
    await this.#endTree(session);
  }

  /** Gently first: other runs may be in it. */
  #endTree({ child, desk }: Session): Promise<void> {
    const { graceMs } = this.#options;
    return endProcessTree(child, { ask: () => desk.stop(), ...(graceMs === undefined ? {} : { graceMs }) });
  }

  async #start(): Promise<Session> {
    const pauseMs = this.#crashedAt + pauseAfter(this.#crashes) - performance.now();
    if (this.#crashes > 0 && pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const { project, cliPath = "", nodePath = "", env = process.env, editor } = this.#options;
    const cli = findCli({ setting: cliPath, project, env });
    const around = { setting: nodePath, cli: cli.file, project, env, ...(editor === undefined ? {} : { editor }) };
    const node = cli.type === "script" ? await findNode(around) : undefined;
    if (this.#isOver) throw overError();
    const session = await this.#spawn(cli, node);
    if (this.#isOver) {
      session.child.stdin.end();
      throw overError();
    }
    this.#session = session;
    void session.desk.ended.then(() => this.#heardLast(session));
    return session;
  }

  async #spawn(cli: FoundCli, node: FoundNode | undefined): Promise<Session> {
    const { project, connections = "", env = process.env, log } = this.#options;
    const verb = ["session", "--project", project, ...(connections === "" ? [] : ["--connections", connections])];
    const [program, args] = node === undefined ? [cli.file, verb] : [node.file, [cli.file, ...verb]];
    const by = node === undefined ? "" : `, by Node.js ${node.version} (${node.from}: ${node.file})`;
    log(`Starting datafeed session (${cli.from}: ${cli.file})${by}.`);
    // A group of its own: the editor's end is not its end, and it can be ended with all that it starts. On Windows, too: there
    // the children of a process end with it, unless they are detached.
    const child: Child = spawn(program, args, {
      cwd: project,
      env: environmentOfSession(env),
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
      windowsHide: true,
    });
    const startedAt = performance.now();
    const words = new LastWords(child.stderr, log);
    const desk = pipedCommands({ input: child.stdout, output: child.stdin, onOddLine: (line) => log(`stdout: ${line}`) });
    const ended = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(messageOf(error)));
      child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : signal));
    });
    void ended.then((how) => this.#heardOfEnd(child, startedAt, how));
    try {
      this.#check(await this.#greet(desk, ended, words), cli);
    } catch (error) {
      // Nothing runs in it yet.
      await endProcessTree(child, { ask: () => desk.stop(), graceMs: 0 });
      throw error;
    }
    return { child, desk, startedAt, ended };
  }

  async #greet(desk: PipedCommands, ended: Promise<string>, words: LastWords): Promise<Hello> {
    const { helloMs = 30_000 } = this.#options;
    const silent = AbortSignal.timeout(helloMs);
    const hello = desk.hello(silent);
    const outcome = await Promise.race([hello.catch(() => undefined), ended.then(() => undefined)]);
    if (outcome !== undefined) return outcome;
    // It may live although its answers have ended.
    const how = await Promise.race([ended, aborted(silent)]);
    if (how === undefined) throw notStarted(`It was silent for ${helloMs / 1000} s.`);
    const said = await words.all;
    if (/unknown command '?session/.test(said)) throw tooOld("It has no `datafeed session`.");
    throw notStarted(`${firstFailure(said) ?? `It ended with ${how}`}.`.replace(/\.\.$/, "."));
  }

  /** Errors: `cli-too-old`, `cli-too-new`. */
  #check({ protocol, version }: Hello, { file }: FoundCli): void {
    if (protocol < protocolVersion) throw tooOld(`It is ${version}, at ${file}.`);
    if (protocol === protocolVersion) return;
    throw new DatafeedError("cli-too-new", `The project's datafeed is newer (${version}) than this extension knows.`, {
      hint: "Update the Datafeed extension.",
    });
  }

  #heardOfEnd(child: Child, startedAt: number, how: string): void {
    const wasDropped = this.#dropped.has(child);
    const isMine = this.#session?.child === child || this.#session === undefined;
    if (this.#session?.child === child) this.#session = undefined;
    if (this.#isOver || !(isMine || wasDropped)) return;
    this.#options.log(`datafeed session has ended (${how}). It is started anew when something is asked.`);
    if (!wasDropped) this.#countCrash(startedAt);
  }

  #countCrash(startedAt: number): void {
    const now = performance.now();
    this.#crashes = now - startedAt > provenMs ? 1 : this.#crashes + 1;
    this.#crashedAt = now;
  }
}

/** How long to wait before the next start. */
export function pauseAfter(crashes: number): number {
  return crashes === 0 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** (crashes - 1));
}

/** What a session says on stderr: told as it comes, and the last of it kept for who asks why it ended. */
class LastWords {
  readonly #lines: string[] = [];
  /** When it says nothing more. */
  readonly all: Promise<string>;

  constructor(stderr: Readable, log: (line: string) => void) {
    this.all = this.#read(stderr, log);
  }

  async #read(stderr: Readable, log: (line: string) => void): Promise<string> {
    try {
      for await (const line of readLines(stderr, longestLine)) {
        if (line === tooLong) continue;
        log(line);
        this.#lines.push(line);
        if (this.#lines.length > lastLines) this.#lines.shift();
      }
    } catch {
      // What was heard so far is what there is.
    }
    return this.#lines.join("\n");
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

/** `✖ code  message`, else the last line. */
function firstFailure(said: string): string | undefined {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => line.startsWith("✖"))?.replace(/^✖ \S+\s+/, "") ?? lines.at(-1);
}

function notStarted(why: string): DatafeedError {
  return new DatafeedError("session-not-started", `\`datafeed session\` could not be started. ${why}`, {
    hint: "The Datafeed output channel has its last words.",
  });
}

function tooOld(why: string): DatafeedError {
  return new DatafeedError("cli-too-old", `The project's datafeed is older than this extension needs. ${why}`, {
    hint: "Update it, or name another one in the setting datafeed.cli.path.",
  });
}

function overError(): DatafeedError {
  return new DatafeedError("session-ended", "The editor is done with this project.");
}
