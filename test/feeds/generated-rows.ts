import { Dice, uuidOf } from "../../runner/src/sample/dice.ts";
import { addEventConversation } from "../../runner/src/sample/event-rows.ts";
import { type Conversation, generatedConversation } from "../../runner/src/sample/ia-conversation.ts";
import { Rows } from "../../runner/src/sample/rows.ts";
import { services } from "../../runner/src/sample/vocabulary.ts";

/** Conversations of the sample's own kind: every other one spoken, every third with texts that break exports. */
export function conversations(count: number, seed: number): readonly Conversation[] {
  return Array.from({ length: count }, (_, number) => {
    const dice = new Dice(seed, number, 17);
    return generatedConversation(
      {
        id: uuidOf(number + 1, seed, 3, 4),
        start: Date.UTC(2026, 2, 17, 7, number) * 1000 + dice.below(1_000_000),
        channel: number % 2 === 0 ? "Voice" : "Web-Chat",
        outbound: number % 5 === 0,
        service: dice.pick(services),
        awkward: number % 3 === 0,
      },
      dice,
    );
  });
}

/** The rows of conversations in the tables of the event feed. */
export function rowsOf(all: readonly Conversation[], seed: number): Rows {
  const rows = new Rows();
  for (const [number, conversation] of all.entries())
    addEventConversation(conversation, number + 1, new Dice(seed, number, 29), rows);
  return rows;
}
