import { expect, test } from "vitest";
import { offersFor, type ProjectNames } from "../../../runner/src/cli/completion/offers.ts";

const names: ProjectNames = {
  extracts: async () => ["ixHelloExtract1", "my extract", "web-chats"],
  feeds: async () => ["calls", "web-events"],
  templates: async () => ["ContactDetails"],
};

async function offered(line: string): Promise<readonly string[] | "files"> {
  const { offers, files } = await offersFor(line.split(" "), names);
  return files ? "files" : offers.map(({ text }) => text);
}

test.each<readonly [line: string, offers: readonly string[] | "files"]>([
  ["ru", ["run", "runs"]],
  ["--v", ["--version"]],
  ["nonsense x", []],
  ["run ", ["ixHelloExtract1", "my extract", "web-chats"]],
  ["run w", ["web-chats"]],
  ["run ix web-chats m", ["my extract"]],
  ["run --format ", ["text", "json"]],
  ["run --format text w", ["web-chats"]],
  ["run --connections ", "files"],
  ["run --start ", []],
  ["sql web-chats --dia", ["--dialect"]],
  ["sql web-chats --dialect p", ["postgres"]],
  ["sql --dialect postgres --dia", []],
  ["-C elsewhere run w", ["web-chats"]],
  ["schema --template ", ["ContactDetails"]],
  ["schema m", ["manifest"]],
  ["validate extracts/", "files"],
  ["token ", ["create", "list", "revoke", "regenerate"]],
  ["ledger back", ["backup"]],
  ["doctor we", ["web-chats", "web-events"]],
  ["feed re", ["resume", "replay"]],
  ["feed dd", ["ddl"]],
  ["feed status ", ["calls", "web-events"]],
  ["feed replay --from 2026-03-17 w", ["web-events"]],
  ["feed status --state p", ["paused"]],
  ["feed schema calls --out ", "files"],
  ["completion z", ["zsh"]],
])("%j", async (line, offers) => {
  expect(await offered(line)).toEqual(offers);
});
