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

/** Session parameters, with what they may hold. The last two are in another order by UTF-16 code units than by code points. */
export const parameterValues: Readonly<Record<string, readonly string[]>> = {
  order_number: ["00731", "00732", "1e5", "-1"],
  "customer.email": ["ava@example.com", "zoë@example.com"],
  language: ["en", "fr", "null"],
  "first name": ["Zoë", "Sean", "D'Arcy"],
  délai: ["2 jours", "2026-03-17"],
  plan: ["premium", "basic"],
  Plan: ["Premium"],
  authenticated: ["true", "false"],
  "\uff21ccount": ["12.50", "0"],
  "👍 rating": ["1", "5"],
};

export const replyTypes = ["text", "text", "text", "buttons", "carousel", "image"] as const;
