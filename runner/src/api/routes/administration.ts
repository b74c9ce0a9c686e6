import type { AuditQuery, TokenRequest } from "../../commands/commands.ts";
import { sendPage } from "../paging.ts";
import { type AddRoute, type Identified, idOf } from "../route.ts";
import { parameters } from "../schemas.ts";

const id = idOf("a token");

/** Tokens, the state of the whole, and who did what. */
export function addAdministrationRoutes(add: AddRoute): void {
  add({
    method: "GET",
    url: "/v1/tokens",
    id: "listTokens",
    tag: "tokens",
    summary: "Tokens, without their secrets: one's own, an admin's all",
    action: "token.list",
    answer: "TokenList",
    handle: async ({ commands }) => ({ items: await commands.listTokens() }),
  });
  add<unknown, unknown, TokenRequest>({
    method: "POST",
    url: "/v1/tokens",
    id: "createToken",
    tag: "tokens",
    summary: "Make a token; its text is shown this once",
    action: "token.create",
    body: "TokenRequest",
    answer: "NewToken",
    errors: [422],
    idempotency: "refused",
    handle: ({ commands, body, reply }) => {
      reply.header("cache-control", "no-store");
      return commands.createToken(body);
    },
  });
  add<Identified>({
    method: "DELETE",
    url: "/v1/tokens/:id",
    id: "revokeToken",
    tag: "tokens",
    summary: "Revoke a token at once",
    action: "token.revoke",
    params: { id },
    answer: "TokenView",
    errors: [404],
    handle: ({ commands, params }) => commands.revokeToken(params.id),
  });
  add<Identified>({
    method: "POST",
    url: "/v1/tokens/:id/regenerate",
    id: "regenerateToken",
    tag: "tokens",
    summary: "Revoke a token at once and make another in its place; its text is shown this once",
    action: "token.regenerate",
    params: { id },
    answer: "NewToken",
    errors: [404, 422],
    idempotency: "refused",
    handle: ({ commands, params, reply }) => {
      reply.header("cache-control", "no-store");
      return commands.regenerateToken(params.id);
    },
  });
  add({
    method: "GET",
    url: "/v1/status",
    id: "status",
    tag: "operation",
    summary: "How this Datafeed is, what was refused, who asks",
    action: "status.read",
    answer: "StatusView",
    handle: ({ commands }) => commands.status(),
  });
  add<unknown, AuditQuery>({
    method: "GET",
    url: "/v1/audit",
    id: "listAudit",
    tag: "operation",
    summary: "Who did what, newest first",
    action: "audit.read",
    query: parameters("AuditQuery"),
    answer: "AuditPage",
    handle: async ({ commands, query, request, reply }) => sendPage(await commands.listAudit(query), request, reply),
  });
}
