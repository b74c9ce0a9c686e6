import { isRecord } from "../load/is-record.ts";

/**
 * A conversation of the Schema-Guided Dialogue dataset (github.com/google-research-datasets/dstc8-schema-guided-dialogue), as
 * far as it is read: the names are the dataset's own.
 */
export interface Dialogue {
  readonly dialogue_id: string;
  readonly split?: string;
  readonly services: readonly string[];
  readonly turns: readonly Turn[];
}

export interface Turn {
  readonly speaker: "USER" | "SYSTEM";
  readonly utterance: string;
  readonly frames: readonly Frame[];
}

export interface Frame {
  readonly service: string;
  readonly actions: readonly Action[];
  readonly state?: FrameState;
  readonly service_call?: { readonly method: string };
  readonly service_results?: readonly Readonly<Record<string, string>>[];
}

/** What the assistant knows of a service after a turn of the person. */
export interface FrameState {
  readonly active_intent: string;
  /** Ways to say the value of each slot that is filled. */
  readonly slot_values?: Readonly<Record<string, readonly string[]>>;
}

export interface Action {
  readonly act: string;
  readonly slot: string;
  readonly values: readonly string[];
}

/** Whether a parsed line is a dialogue, down to the parts that are read. */
export function isDialogue(value: unknown): value is Dialogue {
  return (
    isRecord(value) && isText(value["dialogue_id"]) && isListOf(value["services"], isText) && isListOf(value["turns"], isTurn)
  );
}

function isTurn(value: unknown): boolean {
  return isRecord(value) && isText(value["speaker"]) && isText(value["utterance"]) && isListOf(value["frames"], isFrame);
}

function isFrame(value: unknown): boolean {
  return isRecord(value) && isText(value["service"]) && isListOf(value["actions"], isAction);
}

function isAction(value: unknown): boolean {
  return isRecord(value) && isText(value["act"]) && isText(value["slot"]) && isListOf(value["values"], isText);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

/** An intent that becomes active. */
export interface ActiveIntent {
  /** The place of its turn, from 0. */
  readonly turn: number;
  readonly service: string;
  readonly name: string;
}

/** Intents in the order of the turns in which they become active, at most one a turn. */
export function activeIntents({ turns }: Dialogue): readonly ActiveIntent[] {
  const active = new Map<string, string>();
  return turns.flatMap(({ frames }, turn) => {
    const changed = frames.flatMap(({ service, state }) =>
      state === undefined || active.get(service) === state.active_intent ? [] : [{ turn, service, name: state.active_intent }],
    );
    for (const { service, name } of changed) active.set(service, name);
    return changed.filter(({ name }) => name !== "NONE").slice(0, 1);
  });
}
