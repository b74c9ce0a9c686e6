import { Questions } from "../desk/questions.ts";

/** The newest answer about each thing that was asked about. Asking never waits: an answer that comes later is told of. */
export class LastAnswers<Answer> {
  readonly #ask: (about: string) => Promise<Answer | undefined>;
  readonly #onChange: () => void;
  readonly #known = new Map<string, Answer | undefined>();
  readonly #questions = new Questions();

  constructor(ask: (about: string) => Promise<Answer | undefined>, onChange: () => void) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  /** As far as it is known. Who looks first gives rise to the question. */
  of(about: string): Answer | undefined {
    if (!this.#questions.has(about)) void this.#answer(about);
    return this.#known.get(about);
  }

  /** What is known may be out of date: whoever looks next asks again. Default: of everything. */
  again(about?: readonly string[]): void {
    if (about === undefined) this.#questions.dropAll();
    else for (const each of about) this.#questions.drop(each);
    this.#onChange();
  }

  /** Somebody else is to be asked: what was known says nothing any more. */
  forget(): void {
    this.#known.clear();
    this.again();
  }

  async #answer(about: string): Promise<void> {
    const counts = this.#questions.begin(about);
    try {
      const answer = await this.#ask(about);
      if (!counts() || JSON.stringify(answer) === JSON.stringify(this.#known.get(about))) return;
      this.#known.set(about, answer);
      this.#onChange();
    } catch {
      // Nothing is shown of what can't be asked; the views say why.
    }
  }
}
