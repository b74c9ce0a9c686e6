import { afterAll, beforeAll } from "vitest";
import { proveFence } from "../execute/fence.ts";
import { type S3Server, startS3Server } from "../support/s3-server.ts";

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server[Symbol.asyncDispose]());

proveFence({
  type: "s3",
  ledger: "postgres",
  renew: async () => ({ type: "s3", ...(await server.makeBucket()) }),
});
