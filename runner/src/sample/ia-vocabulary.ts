/** The words of interaction analytics in the sample. An entry that stands more than once comes more often. */

export type Side = "AGENT" | "CLIENT";

/** How a segment took place. */
export interface Medium {
  readonly mediaType: string;
  readonly mediaTypeId: number;
  readonly channelType: string;
  readonly transcriptType: "CALL" | "CHAT" | "EMAIL";
  /** Whether it came in through a digital channel: then it has a thread, and its blocks have metadata of a chat. */
  readonly digital: boolean;
}

const call: Medium = { mediaType: "PhoneCall", mediaTypeId: 4, channelType: "Voice", transcriptType: "CALL", digital: false };
const chat: Medium = { mediaType: "Chat", mediaTypeId: 3, channelType: "Chat", transcriptType: "CHAT", digital: false };
const email: Medium = { mediaType: "Email", mediaTypeId: 1, channelType: "Email", transcriptType: "EMAIL", digital: false };
const sms: Medium = { mediaType: "SMS", mediaTypeId: 8, channelType: "SMS", transcriptType: "CHAT", digital: true };

/** By the contact's channel. Some of what began as a chat was answered by e-mail. */
export const media: Readonly<Record<string, readonly Medium[]>> = {
  Voice: [call],
  "Web-Chat": [chat, chat, email, { ...email, digital: true }],
  SMS: [sms],
  Teams: [{ ...chat, digital: true }],
};

export const tenantId = "11eb0f4c-0000-8000-9a3e-0242ac110002";
export const accountId = 4_600_213;
export const timeZone = "America/Chicago";

export const skills = ["Billing", "Technical Support", "Sales", "Retention", "Réclamations"] as const;

/** A team; agents of one without the licence have no Enlighten scores. */
export const teams = [
  { id: 301, name: "Blue", licensed: true },
  { id: 302, name: "Green, nights", licensed: true },
  { id: 303, name: 'The "A" Team', licensed: true },
  { id: 304, name: "Back Office", licensed: false },
] as const;

/** Given and family names of agents and of people who are called. */
export const people: readonly (readonly [string, string])[] = [
  ["Ava", "Martin"],
  ["Wei", "Li"],
  ["José", "García"],
  ["Łukasz", "Kowalski"],
  ["Fatima", "Al-Zahra"],
  ["Sean", "O'Neil"],
  ["Zoë", "van der Berg"],
  ["Thị Minh", "Nguyễn"],
  ["Мария", "Иванова"],
  ["דוד", "כהן"],
  ["太郎", "山田"],
  ['Robert "Bob"', "Brown"],
];

export const languageCodes = ["en", "en", "en", "en", "es", "fr", "br"] as const;
export const sentiments = ["POSITIVE", "NEGATIVE", "MIXED", "NEUTRAL"] as const;
export const entitySentiments = ["POSITIVE", "NEGATIVE", "NEUTRAL"] as const;
export const frustrations = ["LOW", "HIGH", "NONE", "NONE", "NONE"] as const;

export const openReasons = ["Recording policy", "Unmask", "Chat rule", "Resume from mask"] as const;
export const closeReasons = ["Hold", "Masking", "Screen recording", "Agent disconnect", "Client disconnect"] as const;
export const closeReasonTypes = ["Segment", "Segment", "Hold", "Conference"] as const;
export const refuseReasons = ["Timed out", "Agent refused", "Error"] as const;
export const statuses = ["Recorded", "Recorded", "Recorded", "Recorded", "Failed"] as const;

/** An entity that the analysis looks for. */
export interface Entity {
  readonly text: string;
  readonly type: string;
  readonly custom: boolean;
}

export const entities: readonly Entity[] = [
  { text: "website", type: "PRODUCTS", custom: true },
  { text: "router", type: "PRODUCTS", custom: true },
  { text: "gold plan", type: "PRODUCTS", custom: true },
  { text: "invoice", type: "DOCUMENTS", custom: true },
  { text: "café", type: "PLACES", custom: true },
  { text: "Monday", type: "DATES", custom: false },
  { text: "Chicago", type: "LOCATIONS", custom: false },
  { text: "refund 💸", type: "PAYMENTS", custom: true },
];

/** What agents say; `{}` stands for an entity. */
export const agentLines: readonly string[] = [
  "Thank you for getting in touch. How can I help?",
  "I'm sorry to hear that. Let me look at the {}.",
  "Could you tell me when you bought the {}?",
  "One moment, please… the {} is on its way, and the {} too.",
  "I've changed it. 👍 Is there anything else?",
  "You are welcome. Have a good day!",
];

/** What clients say; `{}` stands for an entity. */
export const clientLines: readonly string[] = [
  "The {} does not work.",
  "I'm very angry: this is the third time that I ask about the {}!",
  "Yes, that is right.",
  "No. It was the {}, not the {}. 😠",
  "Great, thanks 👩‍👩‍👧‍👦",
  "When will the {} be ready?",
];

/** A dataset by its own id and the account's, and for which transcripts it is defined. */
export const datasets = [
  { id: 1001, account: 71, transcripts: ["CALL", "CHAT", "EMAIL"] },
  { id: 1002, account: 72, transcripts: ["CALL"] },
  { id: 1003, account: 73, transcripts: ["CHAT", "EMAIL"] },
  { id: 1004, account: 74, transcripts: ["CALL", "CHAT"] },
  { id: 1005, account: 75, transcripts: ["EMAIL"] },
] as const;

/** A category: where it stands, which side it is looked for on, and the datasets that use it. */
export const categories = [
  {
    path: "Agent Performance/First Contact Resolution Issues/Contacted Multiple Times",
    side: "CLIENT",
    datasets: [1001, 1002, 1003, 1004],
  },
  { path: "Agent Performance/Courtesy/Greeting", side: "AGENT", datasets: [1001, 1004] },
  { path: "Agent Performance/Courtesy/Apology", side: "AGENT", datasets: [1001] },
  { path: "Customer/Risk/Cancellation & Churn", side: "CLIENT", datasets: [1001, 1002, 1005] },
  { path: "Customer/Billing/Réclamation – facture", side: "CLIENT", datasets: [1003, 1005] },
] as const satisfies readonly { readonly path: string; readonly side: Side; readonly datasets: readonly number[] }[];

/** Behaviours with the models that score them. */
export const behaviors: readonly (readonly [string, readonly string[]])[] = [
  ["ActiveListening", ["CustomerSatisfaction"]],
  ["BeEmpathetic", ["CustomerSatisfaction"]],
  ["BuildRapport", ["CustomerSatisfaction", "SalesEffectiveness"]],
  ["DemonstrateOwnership", ["CustomerSatisfaction"]],
  ["SetExpectations", ["CustomerSatisfaction"]],
  ["AskForTheSale", ["SalesEffectiveness"]],
  ["HandleObjections", ["SalesEffectiveness"]],
];
