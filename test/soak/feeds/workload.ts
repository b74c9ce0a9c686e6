import { EventEmitter, once } from "node:events";
import { Dice } from "../../../runner/src/sample/dice.ts";

/** What is to become of one conversation's rows. */
export type StepKind = "create" | "analyse" | "match" | "rate";

/** One change of one row. */
export interface Step {
  readonly kind: StepKind;
  readonly conversation: Conversation;
  /** Never used twice, of analyses and matches alike: what was rolled back is known again if it is ever seen. */
  readonly number: number;
}

export interface Conversation {
  readonly index: number;
  readonly externalId: string;
  /** Sets of steps; each waits until the one before is committed. */
  readonly phases: readonly (readonly StepKind[])[];
}

interface Progress {
  phase: number;
  left: number;
}

/**
 * The work of many writers: what happens to each conversation, in an order that differs from one to the next. Most are created,
 * then analysed; of some the analysis is committed beside the conversation, or long before it; 1 % never begin.
 */
export class Workload {
  readonly #events = new EventEmitter();
  readonly #dice: Dice;
  readonly #total: number;
  readonly #progress = new Map<Conversation, Progress>();
  readonly #ready: Omit<Step, "number">[] = [];
  readonly #late: { readonly at: number; readonly conversation: Conversation }[] = [];
  #next = 0;
  #numbers = 0;
  #open = 0;
  #done = 0;

  constructor(conversations: number, seed: number) {
    this.#total = conversations;
    this.#dice = new Dice(seed, 7, 76);
  }

  get isOver(): boolean {
    return this.#next === this.#total && this.#progress.size === 0;
  }

  /** Conversations that were begun. */
  get begun(): number {
    return this.#next;
  }

  /** Resolves when so many conversations were begun. */
  async hasBegun(count: number): Promise<void> {
    while (this.#next < Math.min(count, this.#total)) await once(this.#events, "begun");
  }

  /** Resolves when somebody's transaction has ended, or the signal aborts. */
  async hasSettled(signal: AbortSignal | undefined): Promise<void> {
    await once(this.#events, "settled", { signal }).catch(() => {});
  }

  /** So many steps to be done in one transaction; none when others must be committed first. */
  take(most: number): readonly Step[] {
    while (this.#late.length > 0 && (this.#late[0]!.at <= this.#done || this.#ready.length + this.#open === 0)) {
      this.#push(this.#late.shift()!.conversation);
    }
    // Enough conversations at once that the next steps of one lie far apart.
    while (this.#ready.length < 1000 && this.#next < this.#total) this.#begin();
    const taken: Step[] = [];
    while (taken.length < most && this.#ready.length > 0) {
      const at = this.#dice.below(this.#ready.length);
      const step = this.#ready[at]!;
      const last = this.#ready.pop()!;
      if (at < this.#ready.length) this.#ready[at] = last;
      taken.push({ ...step, number: ++this.#numbers });
    }
    this.#open += taken.length;
    return taken;
  }

  /** They are committed; or not, and are to be done again. */
  settle(steps: readonly Step[], isCommitted: boolean): void {
    this.#open -= steps.length;
    for (const { kind, conversation } of steps) {
      if (isCommitted) this.#advance(conversation);
      else this.#ready.push({ kind, conversation });
    }
    if (isCommitted) this.#done += steps.length;
    this.#events.emit("settled");
  }

  #begin(): void {
    const index = this.#next++;
    const conversation = {
      index,
      externalId: `call-${index}`,
      phases: this.#phases(index).filter((steps) => steps.length > 0),
    };
    this.#progress.set(conversation, { phase: 0, left: conversation.phases[0]!.length });
    this.#push(conversation);
    this.#events.emit("begun");
  }

  #phases(index: number): readonly (readonly StepKind[])[] {
    const matches = Array<StepKind>(this.#dice.below(3)).fill("match");
    const again = this.#dice.oneIn(3) ? Array<StepKind[]>(this.#dice.between(1, 2)).fill(["analyse"]) : [];
    const rate: StepKind[][] = this.#dice.oneIn(5) ? [["rate"]] : [];
    if (index % 100 === 37) return [["analyse", ...matches], ...again];
    const chance = this.#dice.below(100);
    if (chance < 5) return [["create"], ...rate];
    if (chance < 12) return [["create", "analyse", ...matches], ...again, ...rate];
    if (chance < 19) return [["analyse"], ["create"], matches, ...again, ...rate];
    if (chance < 22) return [matches, ["analyse"], ["create"], ...again];
    return [["create"], ["analyse"], matches, ...again, ...rate];
  }

  #advance(conversation: Conversation): void {
    const progress = this.#progress.get(conversation)!;
    if (--progress.left > 0) return;
    progress.phase++;
    if (progress.phase >= conversation.phases.length) {
      this.#progress.delete(conversation);
      return;
    }
    progress.left = conversation.phases[progress.phase]!.length;
    // One that is created after its analysis comes late.
    const isLate = progress.phase > 0 && conversation.phases[progress.phase]![0] === "create";
    if (isLate) this.#late.push({ at: this.#done + 2000, conversation });
    else this.#push(conversation);
  }

  #push(conversation: Conversation): void {
    const { phase } = this.#progress.get(conversation)!;
    for (const kind of conversation.phases[phase]!) this.#ready.push({ kind, conversation });
  }
}
