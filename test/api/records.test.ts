import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { statuses, statusOf } from "../../runner/src/api/statuses.ts";
import type * as commands from "../../runner/src/commands/commands.ts";
import type { Api } from "../../schemas/generated/api.ts";
import { errorCatalogues } from "../../scripts/generate-errors.ts";
import { openApiDocument } from "../../scripts/generate-openapi.ts";

/** Fits both ways, with keys that may be absent in one absent in none. */
type Same<A, B> = Mutual<Written<A>, Written<B>> extends true ? Mutual<Whole<A>, Whole<B>> : false;
type Mutual<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Written<T> = T extends object ? { readonly [Key in keyof T]: Written<T[Key]> } : T;
type Whole<T> = T extends object ? { readonly [Key in keyof T]-?: Whole<T[Key]> } : T;

/** A record of the API beside the one of the commands. Does not compile where they differ. */
type Records = {
  readonly ExtractView: Same<Api["ExtractView"], commands.ExtractView>;
  readonly ExtractPage: Same<Api["ExtractPage"], commands.Page<commands.ExtractView>>;
  readonly ExtractQuery: Same<Api["ExtractQuery"], commands.ExtractQuery>;
  readonly ScheduleView: Same<Api["ScheduleView"], commands.ScheduleView>;
  readonly SchedulePage: Same<Api["SchedulePage"], commands.Page<commands.ScheduleView>>;
  readonly ScheduleQuery: Same<Api["ScheduleQuery"], commands.ScheduleQuery>;
  readonly BackfillBody: Same<Api["BackfillBody"], Omit<commands.BackfillRequest, "extract">>;
  readonly BackfillView: Same<Api["BackfillView"], commands.BackfillView>;
  readonly RunView: Same<Api["RunView"], commands.RunView>;
  readonly RunPage: Same<Api["RunPage"], commands.Page<commands.RunView>>;
  readonly RunQuery: Same<Api["RunQuery"], commands.RunQuery>;
  readonly OwedView: Same<Api["OwedView"], commands.OwedView>;
  readonly OwedPage: Same<Api["OwedPage"], commands.Page<commands.OwedView>>;
  readonly OwedQuery: Same<Api["OwedQuery"], commands.OwedQuery>;
  readonly DispatchRequest: Same<Api["DispatchRequest"], commands.DispatchRequest>;
  readonly LogLine: Same<Api["LogLine"], commands.LogLine>;
  readonly RunProgress: Same<Api["RunProgress"], commands.RunProgress>;
  readonly OutputView: Same<Api["OutputView"], commands.OutputView>;
  readonly OutputPage: Same<Api["OutputPage"], commands.Page<commands.OutputView>>;
  readonly OutputQuery: Same<Api["OutputQuery"], commands.OutputQuery>;
  readonly ExportDay: Same<Api["ExportDay"], commands.ExportDay>;
  readonly ExportDayPage: Same<Api["ExportDayPage"], commands.Page<commands.ExportDay>>;
  readonly ExportDayQuery: Same<Api["ExportDayQuery"], commands.ExportDayQuery>;
  readonly SupersedeRequest: Same<Api["SupersedeRequest"], commands.SupersedeRequest>;
  readonly Deleted: Same<Api["Deleted"], commands.Deleted>;
  readonly PreviewRequest: Same<Api["PreviewRequest"], commands.PreviewRequest>;
  readonly PreviewView: Same<Api["PreviewView"], commands.PreviewView>;
  readonly FeedView: Same<Api["FeedView"], commands.FeedView>;
  readonly FeedPage: Same<Api["FeedPage"], commands.Page<commands.FeedView>>;
  readonly FeedQuery: Same<Api["FeedQuery"], commands.FeedQuery>;
  readonly ReplayBody: Same<Api["ReplayBody"], Omit<commands.ReplayRequest, "feed">>;
  readonly PositionRequest: Same<Api["PositionRequest"], commands.PositionRequest>;
  readonly DeadLetterView: Same<Api["DeadLetterView"], commands.DeadLetterView>;
  readonly DeadLetterPage: Same<Api["DeadLetterPage"], commands.Page<commands.DeadLetterView>>;
  readonly TokenRequest: Same<Api["TokenRequest"], commands.TokenRequest>;
  readonly TokenView: Same<Api["TokenView"], commands.TokenView>;
  readonly NewToken: Same<Api["NewToken"], commands.NewToken>;
  readonly StatusView: Same<Api["StatusView"], commands.StatusView>;
  readonly AuditView: Same<Api["AuditView"], commands.AuditView>;
  readonly AuditPage: Same<Api["AuditPage"], commands.Page<commands.AuditView>>;
  readonly AuditQuery: Same<Api["AuditQuery"], commands.AuditQuery>;
};
type AllSame<T extends Readonly<Record<string, true>>> = keyof T;
const compared: readonly AllSame<Records>[] = ["ExtractView"];

it("has the commands' records: the compiler compares them", () => {
  expect(compared).toHaveLength(1);
});

it("gives every error of the rooms below a status, and unknown ones 500", async () => {
  const above = new Set(["client", "pipe", "sample", "scaffold", "conversation-metrics", "daemon", "cli"]);
  const below = (await errorCatalogues()).filter(({ place, room }) => place === "runner/src" && !above.has(room));
  const codes = below.flatMap(({ errors }) => Object.keys(errors));
  expect(codes.length).toBeGreaterThan(150);
  expect(codes.filter((code) => !statuses.has(code))).toEqual([]);
  expect([...statuses.values()].filter((status) => status < 400 || status > 599)).toEqual([]);
  expect(statusOf("extract-unknown")).toBe(404);
  expect(statusOf("no-such-code")).toBe(500);
  expect(statusOf("toString")).toBe(500);
});

it("is described by docs/openapi.json as the server describes itself", async () => {
  expect(readFileSync("docs/openapi.json", "utf8")).toBe(await openApiDocument());
});

it("is described soundly: references lead somewhere, parameters of addresses are declared, operations have names", async () => {
  const text = await openApiDocument();
  const document = JSON.parse(text) as {
    readonly openapi: string;
    readonly paths: Record<
      string,
      Record<string, { operationId: string; responses: object; parameters?: { name: string; in: string }[] }>
    >;
    readonly components: { readonly schemas: Record<string, object> };
  };
  expect(document.openapi).toMatch(/^3\.1\./);
  const names = [...text.matchAll(/"\$ref": "([^"]+)"/g)].map(([, reference]) => reference!);
  expect(names.filter((name) => !(name.replace("#/components/schemas/", "") in document.components.schemas))).toEqual([]);
  // Words of JSON Schema and of fastify that OpenAPI does not know at these places.
  expect(text).not.toMatch(/"\$(id|defs|schema)":/);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, ...operation })),
  );
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { path, parameters = [], responses } of operations) {
    const inPath = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
    expect(inPath, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(Object.keys(responses).length, path).toBeGreaterThan(0);
  }
});
