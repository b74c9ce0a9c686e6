import { createInterface, type Interface } from "node:readline/promises";
import pc from "picocolors";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { didYouMean } from "../load/did-you-mean.ts";
import { cancel } from "./interrupt.ts";

/** Says what is wrong with an answer; undefined when nothing is. */
export type Objection = (answer: string) => string | undefined;

/** Asks on the terminal. Without one every question that has no default is the error `answer-missing`. */
export class Questions implements Disposable {
  readonly #terminal: Interface | undefined;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    if (process.stdin.isTTY && process.stderr.isTTY) {
      this.#terminal = createInterface({ input: process.stdin, output: process.stderr });
      // In raw mode Ctrl-C comes here and not as a signal.
      this.#terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
    }
  }

  /** Asks until the answer is sound. `option` is what gives the answer on the command line, `names` what it is made of. */
  async ask(
    question: string,
    option: string,
    settings: { readonly default?: string; readonly objection?: Objection; readonly names?: readonly string[] } = {},
  ): Promise<string> {
    const { names = [] } = settings;
    if (this.#terminal !== undefined && names.length > 0) process.stderr.write(`  ${pc.cyan(names.join(", "))}\n`);
    for (;;) {
      const answer = await this.#answer(question, option, settings.default);
      const objection = settings.objection?.(answer);
      if (objection === undefined) return answer;
      if (this.#terminal === undefined) throw new DatafeedError("answer-missing", `${option}: ${objection}`);
      process.stderr.write(`  ${pc.yellow(objection)}\n`);
    }
  }

  /** Asks for one of several, by number or name. */
  async choose(question: string, option: string, choices: readonly string[], preset?: string): Promise<string> {
    if (this.#terminal !== undefined) {
      const list = choices.map((choice, at) => `  ${pc.cyan(String(at + 1).padStart(2))}  ${choice}`).join("\n");
      process.stderr.write(`${list}\n`);
    }
    const answer = await this.ask(question, option, {
      ...(preset === undefined ? {} : { default: preset }),
      objection: (text) => (pick(text, choices) === undefined ? notOneOf(text, choices) : undefined),
    });
    return pick(answer, choices) ?? answer;
  }

  async #answer(question: string, option: string, preset: string | undefined): Promise<string> {
    if (this.#terminal !== undefined) {
      const shown = preset === undefined ? "" : pc.dim(` (${preset})`);
      const asked = this.#terminal.question(`${pc.bold(question)}${shown} `, { signal: this.#signal });
      const answer = await asked.catch((error: unknown) => {
        // Ctrl-D closes the terminal's input: there will be no answer.
        if (!this.#signal.aborted && error instanceof Error && error.name === "AbortError") {
          process.stderr.write("\n");
          cancel();
        }
        throw error;
      });
      return answer.trim() === "" ? (preset ?? "") : answer.trim();
    }
    if (preset !== undefined) return preset;
    throw new DatafeedError("answer-missing", `"${question}" has no answer, and there is no terminal to ask on.`, {
      hint: `Give it with ${option}.`,
    });
  }

  [Symbol.dispose](): void {
    this.#terminal?.close();
  }
}

function notOneOf(text: string, choices: readonly string[]): string {
  const hint = didYouMean(text, choices);
  return hint === undefined ? `Expected one of: ${choices.join(", ")}.` : `It is none of these. ${hint}`;
}

function pick(text: string, choices: readonly string[]): string | undefined {
  const byNumber = /^[0-9]+$/.test(text) ? choices[Number(text) - 1] : undefined;
  return byNumber ?? choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
}
