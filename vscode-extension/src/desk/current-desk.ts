import type { StatusView } from "../../../runner/src/commands/commands.ts";
import type { Desk } from "./desk.ts";
import { type DeskState, stateAfter } from "./desk-errors.ts";

/** A desk that may have to be closed. */
export type ClosableDesk = Desk & Partial<AsyncDisposable>;

/** Where the next question goes. */
export interface ChosenDesk {
  /** The same for the same place, person and settings. */
  readonly key: string;
  open(): Promise<ClosableDesk>;
}

export interface CurrentDeskOptions {
  /** What is to be asked now. Errors: why nothing can be. */
  choose(): Promise<ChosenDesk>;
  /** Hears whether the way is open; of the place of now alone. */
  tell(state: DeskState, status?: StatusView): void;
}

interface Opened {
  readonly key: string;
  readonly desk: Promise<ClosableDesk>;
  /** The last round in which it was the place. */
  round: number;
}

/** One desk at a time: opened when it is first needed, once for all who ask, and closed when another takes its place. */
export class CurrentDesk {
  readonly #options: CurrentDeskOptions;
  #opened: Opened | undefined;
  #status: Promise<StatusView> | undefined;
  /** Counts the places: what an older one answers says nothing about the one of now. */
  #round = 0;

  constructor(options: CurrentDeskOptions) {
    this.#options = options;
  }

  /** The desk of now. Errors: those of `choose` and of opening it. */
  async get(): Promise<Desk> {
    const round = this.#round;
    try {
      const chosen = await this.#options.choose();
      // Another place was chosen meanwhile.
      if (round !== this.#round) return this.get();
      return await this.#open(chosen);
    } catch (error) {
      this.#tellOf(error, round);
      throw error;
    }
  }

  /** Who asks, and what they may see; asked once for a place. */
  async status(): Promise<StatusView> {
    this.#status ??= this.get().then((desk) => desk.status());
    const asked = this.#status;
    try {
      const status = await asked;
      if (this.#status === asked) this.#options.tell("ready", status);
      return status;
    } catch (error) {
      if (this.#status === asked) this.#status = undefined;
      throw error;
    }
  }

  /** What was told of the place may be out of date: whoever asks next hears it anew. */
  forgetStatus(): void {
    this.#status = undefined;
  }

  /** Something else may have to be asked from now on, or by somebody else; `anew`: the same place, too. */
  renew({ anew = false }: { readonly anew?: boolean } = {}): void {
    this.#round += 1;
    this.#status = undefined;
    if (anew) this.close();
  }

  close(): void {
    const { desk } = this.#opened ?? {};
    this.#opened = undefined;
    // It finishes what it is at; nobody waits for it.
    desk?.then((each) => each[Symbol.asyncDispose]?.()).catch(() => {});
  }

  #open({ key, open }: ChosenDesk): Promise<ClosableDesk> {
    if (this.#opened?.key === key) {
      this.#opened.round = this.#round;
      return this.#opened.desk;
    }
    this.close();
    const opened: Opened = {
      key,
      round: this.#round,
      desk: open().then((each) => heard(each, (error) => this.#tellOf(error, opened.round))),
    };
    this.#opened = opened;
    opened.desk.catch(() => {
      // The next who asks tries again.
      if (this.#opened === opened) this.#opened = undefined;
    });
    return opened.desk;
  }

  #tellOf(error: unknown, round: number): void {
    const state = stateAfter(error);
    if (state !== undefined && round === this.#round) this.#options.tell(state);
  }
}

/** The same desk; of each question that fails somebody hears, whoever asked it. */
function heard(desk: ClosableDesk, onFailure: (error: unknown) => void): ClosableDesk {
  return new Proxy(desk, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: readonly unknown[]) => {
        const answer: unknown = Reflect.apply(value, target, args);
        if (answer instanceof Promise) answer.catch(onFailure);
        return answer;
      };
    },
  });
}
