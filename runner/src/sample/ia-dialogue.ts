import type { Dialogue } from "./dialogue.ts";
import type { Conversation } from "./ia-conversation.ts";
import type { Entity } from "./ia-vocabulary.ts";

/** So many entities are looked for in a conversation. */
const mostEntities = 12;

/**
 * A real conversation as interaction analytics sees it, in one segment: a turn is a block, the user is the client, the system
 * the agent. Its entities are the values that turns name, by slot.
 */
export function dialogueConversation(
  { turns }: Dialogue,
  contact: Pick<Conversation, "contactId" | "start" | "channel" | "outbound">,
): Conversation {
  const said = turns.map(({ speaker, utterance }) => ({
    side: speaker === "USER" ? ("CLIENT" as const) : ("AGENT" as const),
    text: utterance,
  }));
  return { ...contact, segments: [said], entities: namedIn(turns) };
}

function namedIn(turns: Dialogue["turns"]): readonly Entity[] {
  const found = new Map<string, Entity>();
  for (const { utterance, frames } of turns) {
    for (const { slot, values } of frames.flatMap(({ actions }) => actions)) {
      const [value] = values;
      if (value === undefined || value === "" || slot === "intent" || !utterance.includes(value)) continue;
      if (!found.has(value)) found.set(value, { text: value, type: slot.toUpperCase(), custom: true });
      if (found.size === mostEntities) return [...found.values()];
    }
  }
  return [...found.values()];
}
