import { awkwardTexts } from "./awkward-text.ts";
import { botIntentReplies, botReplies } from "./bot-tables.ts";
import { type Bot, greetingIntent, handoverIntent, replyTypes, suggestionBot } from "./bot-vocabulary.ts";
import type { Dice } from "./dice.ts";
import type { Rows } from "./rows.ts";
import type { ServiceEntry } from "./vocabulary.ts";

const secondUs = 1_000_000;
const minuteUs = 60 * secondUs;

/** What a conversation takes from its contact. */
export interface BotContact {
  readonly id: string;
  readonly number: number;
  /** Microseconds since 1970. */
  readonly start: number;
  readonly service: ServiceEntry;
  readonly outcome: "Contained" | "Transferred" | "Abandoned" | "Error" | null;
  readonly awkward: boolean;
}

/** What is drawn before anything is said. */
export interface BotConversation extends BotContact {
  readonly conversation: string;
  readonly bot: Bot;
  readonly channel: "chat" | "ticket";
  readonly language: string;
  /** A language model may answer. */
  readonly llm: boolean;
}

/** What was said, counted. */
export interface Told {
  /** The last word, in microseconds since 1970. */
  readonly end: number;
  readonly botMessages: number;
  readonly visitorMessages: number;
  readonly notUnderstood: number;
  readonly llm: {
    readonly notUnderstood: number;
    readonly responseGenerated: number;
    readonly errorOccurred: number;
    readonly escalationRequired: number;
    readonly fallback: number;
  };
}

/**
 * Adds replies and intents in the order in which they come; visitors that never write are among them. A bot that suggests has
 * understood intents and no messages.
 */
export function addTurns(conversation: BotConversation, dice: Dice, rows: Rows): Told {
  const silent = conversation.bot === suggestionBot;
  const visitorMessages = dice.oneIn(15) ? 0 : dice.between(1, 6);
  const llm = { notUnderstood: 0, responseGenerated: 0, errorOccurred: 0, escalationRequired: 0, fallback: 0 };
  let at = conversation.start;
  let botMessages = 0;
  let notUnderstood = 0;
  let intentNo = 0;

  const wants = (name: string): string => {
    intentNo += 1;
    const id = intentId(name);
    rows.add(botIntentReplies, [conversation.conversation, intentNo, name, at, meaningless(name, dice), id]);
    return id;
  };
  const says = (name: string, intent: string | null): void => {
    if (silent) return;
    botMessages += 1;
    rows.add(botReplies, [
      conversation.conversation,
      botMessages,
      at,
      `r-${intent ?? name}`,
      conversation.language,
      conversation.awkward && dice.oneIn(3) ? dice.pick(awkwardTexts) : name,
      dice.pick(replyTypes),
      intent,
    ]);
  };

  says("Welcome", null);
  for (let turn = 1; turn <= visitorMessages; turn++) {
    at += pause(conversation, dice);
    if (dice.oneIn(6)) {
      notUnderstood += 1;
      if (conversation.llm && !silent) llm.notUnderstood += 1;
      says("Not understood", null);
    } else if (turn === 1 && dice.oneIn(3)) {
      says("Hello", wants(greetingIntent));
    } else if (turn === 1 || dice.oneIn(3)) {
      const { name, goal } = dice.pick(conversation.service.intents);
      const id = wants(name);
      says(goal, id);
      // At the same instant: the order is the one in which they were said.
      if (dice.oneIn(4)) says("Anything else?", id);
    } else if (conversation.llm && !silent) {
      if (dice.oneIn(8)) {
        llm.errorOccurred += 1;
        llm.fallback += 1;
      } else llm.responseGenerated += 1;
      says("Generated", null);
    } else says("Small talk", null);
  }
  if (conversation.outcome === "Transferred" && visitorMessages > 0) {
    at += pause(conversation, dice);
    says("Handing over", wants(handoverIntent));
    if (conversation.llm && !silent) llm.escalationRequired = 1;
  }
  return { end: at, botMessages, visitorMessages, notUnderstood, llm };
}

/** Chats go on within a minute or so, tickets within hours. */
function pause({ channel }: BotConversation, dice: Dice): number {
  return channel === "chat" ? dice.between(2 * secondUs, 90 * secondUs) : dice.between(5 * minuteUs, 600 * minuteUs);
}

/** Greetings and the wish for a person mean nothing, the others do; of some nobody has said. */
function meaningless(name: string, dice: Dice): boolean | null {
  return dice.oneIn(10) ? null : name === greetingIntent || name === handoverIntent;
}

function intentId(name: string): string {
  return `i-${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
}
