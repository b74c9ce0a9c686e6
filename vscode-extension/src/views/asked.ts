import { Questions } from "../desk/questions.ts";

/** Changes come in flocks: this long after the last one it is asked again. */
const quietMs = 250;

/** What was asked last, while the next answer is on its way. A failure leaves nothing: the view's welcome says why. */
export class Asked<Item> {
  readonly #ask: () => Promise<readonly Item[]>;
  readonly #onChange: () => void;
  #items: readonly Item[] | undefined;
  #asking: Promise<void> | undefined;
  readonly #questions = new Questions();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: () => Promise<readonly Item[]>, onChange: () => void) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  /** The newest answer; undefined while there is none. The first caller gives rise to the question. */
  get items(): readonly Item[] | undefined {
    if (this.#items === undefined) void this.asked();
    return this.#items;
  }

  /** Resolves when the question under way is answered, or failed. */
  asked(): Promise<void> {
    this.#asking ??= this.#answer();
    return this.#asking;
  }

  /** What is shown may be out of date. Nothing is asked before somebody looked for the first time. */
  again(): void {
    if (this.#asking === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#asking = this.#answer();
    }, quietMs);
  }

  /** Somebody else is to be asked, or as somebody else: what was answered is not shown any more. */
  forget(): void {
    this.#items = undefined;
    this.#asking = undefined;
    this.#questions.dropAll();
    this.#onChange();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#questions.dropAll();
  }

  async #answer(): Promise<void> {
    const counts = this.#questions.begin();
    const items = await this.#ask().catch(() => undefined);
    if (!counts()) return;
    const empty = this.#items === undefined && items === undefined;
    this.#items = items;
    if (!empty) this.#onChange();
  }
}
