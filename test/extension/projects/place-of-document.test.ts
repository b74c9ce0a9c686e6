import { expect, test } from "vitest";
import { deepestFolder, placeOfDocument } from "../../../vscode-extension/src/projects/place-of-document.ts";

test.each([
  ["datafeed.yaml", "project"],
  ["connections.yaml", "connections"],
  ["extracts/a.extract.yaml", "document"],
  ["extracts/team/a.schedule.yaml", "document"],
  ["templates/T.template.yaml", "document"],
  ["a.extract.yaml", undefined],
  ["sub/datafeed.yaml", undefined],
  ["extracts/a.yaml", undefined],
  ["extracts/.hidden/a.extract.yaml", undefined],
  ["extracts/.a.extract.yaml", undefined],
  ["extracts/node_modules/a.extract.yaml", undefined],
  ["/elsewhere/connections.yaml", undefined],
])("%s is %s", (path, place) => {
  expect(placeOfDocument(path)).toBe(place);
});

test("a file belongs to the project that lies deepest around it", () => {
  const folders = ["file:///w", "file:///w/team", "file:///w/team-two"];
  expect(deepestFolder(folders, "file:///w/extracts/a.extract.yaml")).toBe("file:///w");
  expect(deepestFolder(folders, "file:///w/team/extracts/a.extract.yaml")).toBe("file:///w/team");
  expect(deepestFolder(folders, "file:///w/team-two/datafeed.yaml")).toBe("file:///w/team-two");
  expect(deepestFolder(folders, "file:///other/datafeed.yaml")).toBeUndefined();
});
