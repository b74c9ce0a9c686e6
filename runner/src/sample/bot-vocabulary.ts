/** The words of the bots' conversations. An entry that stands more than once comes more often. */

/** A bot of the sample. */
export interface Bot {
  readonly id: string;
  readonly name: string;
}

export const chatBot: Bot = { id: "64b7f0a2c3d1e90012a4f101", name: "Ava" };
export const ticketBot: Bot = { id: "64b7f0a2c3d1e90012a4f102", name: "Émile, tickets" };
/** Suggests answers to people and says nothing itself. */
export const suggestionBot: Bot = { id: "64b7f0a2c3d1e90012a4f103", name: "Agent Assist" };

/** Intents that say nothing of what the visitor came for. */
export const greetingIntent = "Greeting";
export const handoverIntent = "Talk to a human/agent";

export const escalations = ["agent", "agent", "agent", "email", "customEscalation", "failedEscalation"] as const;
export const resolutions = ["informed", "informed", "resolved", "resolved", null, "undefined"] as const;

export const botLabels = ["vip", "refund", "follow-up", "feedback: positive", "réclamation", "billing, disputed"] as const;

/** The last two are in another order by UTF-16 code units than by code points. */
export const parameterKeys = [
  "order_number",
  "customer.email",
  "language",
  "first name",
  "délai",
  "plan",
  "Plan",
  "__proto__",
  "\uff21ccount",
  "👍 rating",
] as const;

export const parameterValues = [
  "00731",
  "premium",
  "true",
  "2026-03-17",
  "null",
  "ava@example.com",
  "-1",
  "12.50",
  "Zoë",
] as const;

export const replyTypes = ["text", "text", "text", "buttons", "carousel", "image"] as const;
