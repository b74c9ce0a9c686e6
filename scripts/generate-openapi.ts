import { createApi } from "../runner/src/api/api.ts";
import { version } from "../runner/src/version.ts";

/** docs/openapi.json: what a server answers to /openapi.json. No request is made. */
export async function openApiDocument(): Promise<string> {
  const never = () => {
    throw new Error("nothing is asked of this API");
  };
  const { app } = await createApi({
    version,
    commandsFor: never,
    findToken: never,
    roleOf: never,
    recordAudit: never,
    idempotency: { begin: never, finish: never, drop: never },
    readiness: never,
    metrics: never,
  });
  return `${JSON.stringify(app.swagger(), null, 2)}\n`;
}
