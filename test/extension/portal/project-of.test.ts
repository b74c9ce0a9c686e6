import { expect, test } from "vitest";
import { projectOf } from "../../../vscode-extension/src/portal/project-of.ts";
import type { OpenProject } from "../../../vscode-extension/src/services.ts";

const project = (folder: string, ...extracts: readonly string[]): OpenProject =>
  ({ folder: { fsPath: folder }, loaded: { extracts: new Map(extracts.map((name) => [name, {}])) } }) as unknown as OpenProject;

const first = project("/first", "nightly");
const second = project("/second", "nightly", "weekly");
const projects = { all: [first, second], current: second };

test("of two projects with an extract of the same name the one is meant that is asked", () => {
  expect(projectOf({ type: "project", folder: "/second" }, projects, "nightly")).toBe(second);
  expect(projectOf({ type: "project", folder: "/first" }, projects, "nightly")).toBe(first);
  // Another project's extract is not the one that was shown.
  expect(projectOf({ type: "project", folder: "/first" }, projects, "weekly")).toBeUndefined();
});

test("of a server's extract the text is that of the project in which the person works, else of another", () => {
  const server = { type: "server", url: "https://datafeed.test" } as const;
  expect(projectOf(server, projects, "nightly")).toBe(second);
  expect(projectOf(server, { all: [first, second], current: first }, "weekly")).toBe(second);
  expect(projectOf(server, { all: [], current: undefined }, "weekly")).toBeUndefined();
});
