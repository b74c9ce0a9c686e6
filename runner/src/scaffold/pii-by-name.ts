import type { PiiClass } from "../../../schemas/generated/documents.ts";

/** Words in a column's name that tell of personal data; the first line that fits counts. */
const signs: readonly (readonly [pii: PiiClass, words: RegExp])[] = [
  ["sensitive", /\b(ssn|social security|passport|birth|birthday|dob|gender|sex|religion|ethnicity|health|diagnosis|salary)\b/],
  ["sensitive", /\b(password|secret|token|pin|otp)\b/],
  ["identifier", /\b(ip|ip address|device|cookie|fingerprint|user agent|login)\b/],
  ["email", /\b(e ?mail|mail)\b/],
  ["phone", /\b(phone|telephone|tel|mobile|cell|fax|msisdn|ani|dnis|caller|callee|endpoint)\b/],
  ["account", /\b(iban|bic|card number|credit card|pan|account number|account no|tax)\b/],
  ["recording", /\b(recording|audio|voicemail)\b/],
  ["address", /\b(address|street|zip|postal|postcode|latitude|longitude|lat|lon|lng)\b/],
  [
    "name",
    /\b(first|last|full|sur|given|family|middle|user|customer|agent|contact|person|display) name\b|\b(firstname|lastname)\b/,
  ],
  ["name", /\b(username|surname|forename)\b/],
  [
    "free-text",
    /\b(utterance|transcript|comment|comments|note|notes|message|text|body|subject|summary|feedback|question|answer)\b/,
  ],
];

/** The class of personal data that a column's name tells of; undefined when it tells of none. A guess, which people check. */
export function piiByName(column: string): PiiClass | undefined {
  const words = wordsOf(column).join(" ");
  return signs.find(([, sign]) => sign.test(words))?.[0];
}

/** The words of a name, in lower case: `userEmail_ID` becomes user, email, id. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}
