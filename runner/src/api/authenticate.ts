import type { FastifyRequest } from "fastify";
import type { Caller } from "../commands/commands.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Token } from "../ledger/tokens.ts";
import type { ApiOptions } from "./options.ts";

/** Who asks, or whose token was refused and why. */
export type Authentication =
  | { readonly caller: Caller }
  | { readonly refusal: DatafeedError; readonly token?: Token; readonly client: string };

const hint = "Send `Authorization: Bearer dfd_…`; an admin makes tokens with `datafeed token create`.";

/**
 * Who asks, by the token of the request. What a user may do is what the project says now: somebody who was removed from it is
 * nobody at once. Whether a token is unknown or revoked is told to nobody: they are the same to who holds it.
 */
export async function authenticate(
  request: FastifyRequest,
  { findToken, roleOf }: Pick<ApiOptions, "findToken" | "roleOf">,
): Promise<Authentication> {
  const client = request.ip;
  const header = request.headers.authorization;
  if (header === undefined)
    return { refusal: new DatafeedError("token-missing", "The request has no token.", { hint }), client };
  const text = /^Bearer +(\S{1,200})$/i.exec(header)?.[1];
  const token = text === undefined ? undefined : await findToken(text);
  if (token === undefined) return { refusal: invalid("The token is none of this server's."), client };
  if (token.state === "expired") {
    const refusal = new DatafeedError("token-expired", `The token ${token.id} expired at ${token.expiresAt}.`, {
      hint: "Ask an admin to regenerate it.",
    });
    return { refusal, token, client };
  }
  const role = roleOf(token.user);
  if (token.state === "revoked") return { refusal: invalid("The token is none of this server's."), token, client };
  if (role === undefined) return { refusal: invalid(`The project has no user ${token.user}.`), token, client };
  return { caller: Object.freeze({ user: token.user, role, tokenId: token.id, client }) };
}

function invalid(message: string): DatafeedError {
  return new DatafeedError("token-invalid", message, { hint: "Ask an admin for a new one." });
}
