import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IamCredentials } from "../../runner/src/warehouse/redshift/iam-credentials.ts";
import type { RedshiftIam } from "../../schemas/generated/documents.ts";
import { never } from "./postgres-support.ts";

/** A request as AWS would see it. */
interface Asked {
  readonly authorization: string;
  readonly target: string | undefined;
  readonly date: string | undefined;
  readonly body: string;
}

let asked: Asked[];
let answer: { readonly status: number; readonly type: string; readonly body: string };
let stub: Server;

beforeEach(async () => {
  asked = [];
  stub = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { authorization = "", "x-amz-target": target, "x-amz-date": date } = request.headers;
      asked.push({ authorization, target: target?.toString(), date: date?.toString(), body });
      response.writeHead(answer.status, { "content-type": answer.type }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => stub.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(stub.address() as { port: number }).port}`;
  vi.stubEnv("AWS_ENDPOINT_URL_REDSHIFT", url);
  vi.stubEnv("AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS", url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "not-a-secret");
  vi.stubEnv("AWS_REGION", "us-east-2");
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  // No profile of whoever runs this.
  vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  stub.closeAllConnections();
  await new Promise((resolve) => stub.close(resolve));
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

const inMinutes = (minutes: number): Date => new Date(Date.now() + minutes * 60_000);

function ofCluster(action: string, user: string, ends: Date): typeof answer {
  const result = `<DbUser>${user}</DbUser><DbPassword>pass</DbPassword><Expiration>${ends.toISOString()}</Expiration>`;
  const body = `<${action}Response xmlns="http://redshift.amazonaws.com/doc/2012-12-01/"><${action}Result>${result}</${action}Result></${action}Response>`;
  return { status: 200, type: "text/xml", body };
}

const credentials = (iam: RedshiftIam): IamCredentials => new IamCredentials("warehouse rs", iam, "dev");

test("a cluster's user is the one that AWS maps the caller to, sent as it is returned", async () => {
  answer = ofCluster("GetClusterCredentialsWithIAM", "IAMR:extracts", inMinutes(15));
  const signIn = await credentials({ cluster: "c1", region: "eu-west-1" }).signIn(never);
  expect(signIn).toEqual({ user: "IAMR:extracts", password: "pass" });
  const [{ body, authorization } = { body: "", authorization: "" }] = asked;
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
    Action: "GetClusterCredentialsWithIAM",
    Version: "2012-12-01",
    ClusterIdentifier: "c1",
    DbName: "dev",
    DurationSeconds: "900",
  });
  expect(authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/redshift\/aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}$/,
  );
});

test("a named user of a cluster is asked for, and not made", async () => {
  answer = ofCluster("GetClusterCredentials", "IAM:amy", inMinutes(15));
  expect((await credentials({ cluster: "c1", databaseUser: "amy" }).signIn(never)).user).toBe("IAM:amy");
  expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toMatchObject({
    Action: "GetClusterCredentials",
    DbUser: "amy",
    AutoCreate: "false",
  });
  expect(asked[0]?.authorization).toContain("/us-east-2/redshift/aws4_request");
});

test("a workgroup's credentials come from the serverless service", async () => {
  const body = JSON.stringify({ dbUser: "IAMR:extracts", dbPassword: "pass", expiration: inMinutes(15).getTime() / 1000 });
  answer = { status: 200, type: "application/x-amz-json-1.1", body };
  expect(await credentials({ workgroup: "w1" }).signIn(never)).toEqual({ user: "IAMR:extracts", password: "pass" });
  expect(asked[0]).toMatchObject({
    target: "RedshiftServerless.GetCredentials",
    authorization: expect.stringContaining("/us-east-2/redshift-serverless/aws4_request"),
  });
  expect(JSON.parse(asked[0]?.body ?? "")).toEqual({ workgroupName: "w1", dbName: "dev", durationSeconds: 900 });
});

test("they are kept until a minute before they end", async () => {
  answer = ofCluster("GetClusterCredentialsWithIAM", "IAMR:a", inMinutes(15));
  const kept = credentials({ cluster: "c1" });
  for (let i = 0; i < 3; i++) await kept.signIn(never);
  expect(asked.length).toBe(1);
  vi.useFakeTimers({ toFake: ["Date"], now: inMinutes(14).getTime() + 1000 });
  answer = ofCluster("GetClusterCredentialsWithIAM", "IAMR:b", inMinutes(15));
  expect((await kept.signIn(never)).user).toBe("IAMR:b");
  expect(asked.length).toBe(2);
});

test("a refusal says what AWS said, and is tried again the next time", async () => {
  const error =
    "<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: redshift:GetClusterCredentials</Message></Error>";
  answer = { status: 403, type: "text/xml", body: `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>` };
  const refused = credentials({ cluster: "c1" });
  await expect(refused.signIn(never)).rejects.toMatchObject({
    code: "warehouse-credentials",
    message: expect.stringMatching(/AccessDenied: not authorized to perform: redshift:GetClusterCredentials/),
  });
  answer = ofCluster("GetClusterCredentialsWithIAM", "IAMR:a", inMinutes(15));
  expect((await refused.signIn(never)).user).toBe("IAMR:a");
});

test("an abort is no failure of AWS", async () => {
  const controller = new AbortController();
  controller.abort(new Error("enough"));
  await expect(credentials({ cluster: "c1" }).signIn(controller.signal)).rejects.toThrow("enough");
});
