import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GitHubApi } from "../../action/github-api.mjs";
import { writeComment } from "../../action/sticky-comment.mjs";
import { GitHubServer } from "../support/actions/github-server.ts";

const bot = "github-actions[bot]";
const marker = "<!-- datafeed-plan -->";

let server: GitHubServer;
beforeEach(async () => {
  server = await GitHubServer.start();
  vi.stubEnv("DATAFEED_ACTION_BACKOFF_MS", "1");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server[Symbol.asyncDispose]();
});

function write(body: string, { token = "write", create = true } = {}): Promise<string> {
  const api = new GitHubApi({ url: server.url, token });
  return writeComment(api, { repository: "acme/extracts", pullRequest: 5, author: bot, body, create });
}

const bodies = (): readonly string[] => (server.comments.get(5) ?? []).map(({ body }) => body);

test("there is one comment, whatever number of times the plan is made", async () => {
  expect(await write(`${marker}\none`)).toBe("created");
  expect(await write(`${marker}\ntwo`)).toBe("updated");
  expect(await write(`${marker}\ntwo`)).toBe("same");
  expect(bodies()).toEqual([`${marker}\ntwo`]);
});

test("its own comment is found on any page, and no other's that looks like it", async () => {
  for (let at = 0; at < 230; at++) server.add(5, "amy", `${marker}\nmine ${at}`);
  server.add(5, bot, "another bot's work");
  server.add(5, bot, `<!-- datafeed-plan sales -->\nanother project`);
  const own = server.add(5, bot, `${marker}\r\nold`);
  for (let at = 0; at < 30; at++) server.add(5, "sam", "later");
  expect(await write(`${marker}\nnew`)).toBe("updated");
  expect(own.body).toBe(`${marker}\nnew`);
  expect(bodies().filter((body) => body.endsWith("new"))).toHaveLength(1);
  expect(server.requests.filter((request) => request.startsWith("GET"))).toHaveLength(3);
});

test("of a change that changes nothing there is no comment, but an earlier one says so", async () => {
  expect(await write(`${marker}\nNothing changes`, { create: false })).toBe("none");
  expect(bodies()).toEqual([]);
  server.add(5, bot, `${marker}\nmuch`);
  expect(await write(`${marker}\nNothing changes`, { create: false })).toBe("updated");
});

test("GitHub's limits and failures are waited for; a comment whose answer was lost is not written twice", async () => {
  server.faults.push(
    { status: 429, headers: { "retry-after": "0" } },
    { status: 403, message: "You have exceeded a secondary rate limit", headers: { "retry-after": "0" } },
    { status: 502, method: "POST", afterwards: true },
  );
  expect(await write(`${marker}\none`)).toBe("same");
  expect(bodies()).toEqual([`${marker}\none`]);
});

test("what no further try can mend is tried once, and said", async () => {
  await expect(write(`${marker}\none`, { token: "read" })).rejects.toMatchObject({
    ...{ status: 403, message: "GitHub answered 403: Resource not accessible by integration" },
  });
  server.faults.push({ status: 404, message: "Not Found" });
  await expect(write(`${marker}\none`)).rejects.toMatchObject({ status: 404 });
  server.faults.push({ status: 429, headers: { "retry-after": "3600" } });
  await expect(write(`${marker}\none`)).rejects.toMatchObject({ status: 429 });
  expect(server.requests).toHaveLength(4);
});

test("a failure that lasts ends after some tries", async () => {
  for (let at = 0; at < 9; at++) server.faults.push({ status: 503, message: "Unavailable" });
  await expect(write(`${marker}\none`)).rejects.toMatchObject({ status: 503 });
  expect(server.requests).toHaveLength(4);
});

test("of a plan that is too long its summary is written", async () => {
  const folded = `${marker}\n## Plan\n\nmuch\n\n<details><summary>x</summary>${"y".repeat(70_000)}</details>\n`;
  expect(await write(folded)).toBe("created");
  expect(bodies()).toEqual([
    expect.stringMatching(/^<!-- datafeed-plan -->\n## Plan\n\nmuch\n\nThe plan is too long for a comment/),
  ]);
  server.faults.push({ status: 422, method: "PATCH", message: "Body is too long" });
  expect(await write(`${marker}\n${"z".repeat(65_000)}`)).toBe("updated");
  expect(bodies()).toEqual([expect.stringMatching(/^<!-- datafeed-plan -->\n\nThe plan is too long/)]);
});

test("a server that is not there is an error in words", async () => {
  const api = new GitHubApi({ url: "http://127.0.0.1:9", token: "write" });
  await expect(api.request("GET", "/x")).rejects.toThrow(/^GitHub answered nothing: /);
});
