import type { FastifyReply, FastifyRequest } from "fastify";
import type { Page } from "../commands/commands.ts";

/** Answers with a page, and the addresses of its neighbours in `Link` (RFC 8288), relative to the server. */
export function sendPage<Item>(page: Page<Item>, request: FastifyRequest, reply: FastifyReply): Page<Item> {
  const last = Math.max(1, Math.ceil(page.total / page.pageSize));
  const pages: Record<string, number> = { first: 1, last };
  if (page.page > 1) pages["prev"] = Math.min(page.page - 1, last);
  if (page.page < last) pages["next"] = page.page + 1;
  const links = Object.entries(pages).map(([relation, number]) => `<${addressOf(request.url, number)}>; rel="${relation}"`);
  reply.header("link", links.join(", "));
  return page;
}

function addressOf(url: string, page: number): string {
  const [path = "", query = ""] = url.split("?", 2);
  const parameters = new URLSearchParams(query);
  parameters.set("page", String(page));
  return `${path}?${parameters}`;
}
