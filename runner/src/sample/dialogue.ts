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
  readonly state?: { readonly active_intent: string };
  readonly service_call?: { readonly method: string };
  readonly service_results?: readonly Readonly<Record<string, string>>[];
}

export interface Action {
  readonly act: string;
  readonly slot: string;
  readonly values: readonly string[];
}

/** Whether a parsed line is a dialogue, down to the parts that are read. */
export function isDialogue(value: unknown): value is Dialogue {
  return (
    isObject(value) && isText(value["dialogue_id"]) && isListOf(value["services"], isText) && isListOf(value["turns"], isTurn)
  );
}

function isTurn(value: unknown): boolean {
  return isObject(value) && isText(value["speaker"]) && isText(value["utterance"]) && isListOf(value["frames"], isFrame);
}

function isFrame(value: unknown): boolean {
  return isObject(value) && isText(value["service"]) && isListOf(value["actions"], isAction);
}

function isAction(value: unknown): boolean {
  return isObject(value) && isText(value["act"]) && isText(value["slot"]) && isListOf(value["values"], isText);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
