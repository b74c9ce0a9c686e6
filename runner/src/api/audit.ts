import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AuditEntry } from "../ledger/audit.ts";
import type { Token } from "../ledger/tokens.ts";
import type { AuditWriter } from "./audit-writer.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What it was done to, where the address does not say so. */
    subjects: readonly string[] | undefined;
    /** The token that was refused, when it is one of ours. */
    refusedToken: Token | undefined;
    /** The code of the problem that is answered. */
    problemCode: string | undefined;
    /** What was said with it that the log keeps: a reason. */
    said: AuditEntry["detail"] | undefined;
  }
}

/** Records every use of the API, refused ones too: who, from where, with which token, what, to what, and what came of it. */
export function addAudit(app: FastifyInstance, writer: AuditWriter): void {
  app.decorateRequest("subjects", undefined);
  app.decorateRequest("refusedToken", undefined);
  app.decorateRequest("problemCode", undefined);
  app.decorateRequest("said", undefined);
  app.addHook("onSend", async (request, reply, payload) => {
    const { action, audited } = request.routeOptions.config;
    const name = action ?? audited;
    if (name === undefined) return payload;
    const entries = subjectsOf(request).map((subject) => entryOf(name, subject, request, reply));
    if (reply.statusCode < 400 && !onlyReads(name)) await writer.write(entries);
    else for (const entry of entries) writer.later(entry);
    return payload;
  });
}

function onlyReads(action: string): boolean {
  return action.endsWith(".read") || action.endsWith(".list") || action === "output.verify";
}

function entryOf(action: string, subject: string | undefined, request: FastifyRequest, reply: FastifyReply): AuditEntry {
  const { caller, refusedToken, problemCode, said } = request;
  const actor = caller?.user ?? refusedToken?.user;
  const tokenId = caller?.tokenId ?? refusedToken?.id;
  return {
    actor: actor ?? "anonymous",
    ...(tokenId === undefined ? {} : { tokenId }),
    client: request.ip,
    action,
    // Nobody puts a text into the log without saying who they are.
    ...(subject === undefined || actor === undefined ? {} : { subject }),
    outcome: reply.statusCode < 400 ? "done" : reply.statusCode < 500 ? "refused" : "failed",
    ...detailOf({ ...said, ...(problemCode === undefined ? {} : { error: problemCode }) }),
  };
}

function detailOf(detail: NonNullable<AuditEntry["detail"]>): Pick<AuditEntry, "detail"> {
  return Object.keys(detail).length === 0 ? {} : { detail };
}

/** What the handler says; else the name or id in the address, else the extract or user in the body. */
function subjectsOf(request: FastifyRequest): readonly (string | undefined)[] {
  if (request.subjects !== undefined) return request.subjects;
  const { name, id } = (request.params ?? {}) as { readonly name?: string; readonly id?: string };
  const { extract, user } = (request.body ?? {}) as { readonly extract?: unknown; readonly user?: unknown };
  const subject = name ?? id ?? extract ?? user;
  return [typeof subject === "string" && subject !== "" ? subject.slice(0, 100) : undefined];
}
