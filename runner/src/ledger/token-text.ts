import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

/**
 * The text of a token: `dfd_<id>_<secret>_<checksum>`. The id is public: it is in lists and in the audit log. The secret is 30
 * random letters and digits (178 bits). The checksum is the CRC-32 of what stands before it, so that a mistyped token is refused
 * without a question to the ledger, and a scanner of secrets knows a real one from a likeness. `_` lets a double click take it all.
 */
const form = /^dfd_(?<id>[0-9a-z]{12})_[0-9A-Za-z]{30}_(?<checksum>[0-9A-Za-z]{6})$/;
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A new token's text, with this id. */
export function newTokenText(id: string): string {
  const secret = Array.from({ length: 30 }, () => digits.charAt(randomInt(digits.length))).join("");
  const body = `dfd_${id}_${secret}`;
  return `${body}_${checksumOf(body)}`;
}

/** The id in a token's text; undefined when it is no token, or its checksum is wrong. */
export function tokenIdOf(text: string): string | undefined {
  const { id, checksum } = form.exec(text)?.groups ?? {};
  if (id === undefined) return undefined;
  return checksumOf(text.slice(0, text.lastIndexOf("_"))) === checksum ? id : undefined;
}

/** What the ledger keeps of it: SHA-256, hex. A fast hash will do for 178 random bits. */
export function tokenSha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function checksumOf(body: string): string {
  let text = "";
  for (let rest = crc32(body); text.length < 6; rest = Math.floor(rest / digits.length)) {
    text = digits.charAt(rest % digits.length) + text;
  }
  return text;
}
