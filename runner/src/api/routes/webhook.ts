import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { ApiOptions } from "../options.ts";
import { jsonAnswer } from "../route.ts";

/** What a push of many commits may tell. */
const largestCall = 5 * 1024 * 1024;

/**
 * Hears from the host of the followed repository that something was pushed, so that it is looked at now and not at the next
 * poll. The call is believed when it is signed as GitHub does, or has the secret as GitLab does; what it says is not looked at.
 */
export function addWebhookRoute(app: FastifyInstance, { webhook }: ApiOptions): void {
  app.register(async (inner) => {
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: largestCall }, (_request, body, done) => done(null, body));
    inner.post("/v1/webhooks/git", {
      bodyLimit: largestCall,
      config: { audited: "webhook.git", problems: [401, 404, 413, 429, 500, 503] },
      schema: {
        operationId: "gitWebhook",
        tags: ["operation"],
        summary: "Look at the followed repository now",
        description:
          "Signed with `X-Hub-Signature-256` (HMAC-SHA256 of the body), or with the secret itself in `X-Gitlab-Token`.",
        response: {
          202: jsonAnswer("Nudged", "It is looked at."),
        },
      },
      handler: async (request, reply) => {
        if (webhook === undefined) throw new DatafeedError("route-unknown", "This server follows no repository by webhook.");
        const { "x-hub-signature-256": signature, "x-gitlab-token": token } = request.headers;
        const body = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
        const right =
          typeof signature === "string"
            ? equal(signature, `sha256=${createHmac("sha256", webhook.secret).update(body).digest("hex")}`)
            : typeof token === "string" && equal(token, webhook.secret);
        if (!right) throw new DatafeedError("webhook-refused", "The call is not signed with this server's secret.");
        const ping = request.headers["x-github-event"] === "ping";
        if (!ping) webhook.nudge();
        return reply.code(202).send({ nudged: !ping });
      },
    });
  });
}

/** In a time that tells nothing of where they differ. */
function equal(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(a!, b!);
}
