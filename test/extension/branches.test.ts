import { describe, expect, it } from "vitest";
import { branchFor, compareUrl, isBranchName } from "../../vscode-extension/src/pull-request/branches.ts";

describe("where a pull request is opened", () => {
  it.each([
    ["https://github.com/acme/extracts.git", "https://github.com/acme/extracts/compare/extract/daily%20calls?expand=1"],
    ["git@github.com:acme/extracts.git", "https://github.com/acme/extracts/compare/extract/daily%20calls?expand=1"],
    [
      "ssh://git@github.example.com:2222/acme/extracts",
      "https://github.example.com/acme/extracts/compare/extract/daily%20calls?expand=1",
    ],
    [
      "https://token@gitlab.com/acme/data/extracts.git/",
      "https://gitlab.com/acme/data/extracts/-/merge_requests/new?merge_request%5Bsource_branch%5D=extract%2Fdaily%20calls",
    ],
    [
      "git@bitbucket.org:acme/extracts.git",
      "https://bitbucket.org/acme/extracts/pull-requests/new?source=extract%2Fdaily%20calls",
    ],
    ["/srv/git/extracts.git", undefined],
    ["https://git.example.com/acme/extracts.git", undefined],
  ])("of %s", (remote, page) => expect(compareUrl(remote, "extract/daily calls")).toBe(page));
});

it.each([
  ["extracts/web-chat-weekly.extract.yaml", "extract/web-chat-weekly"],
  ["extracts/Ärger mit Umlauten.extract.yaml", "extract/rger-mit-umlauten"],
  ["templates/_.template.yaml", "extract/change"],
])("the branch for %s is %s", (path, branch) => {
  expect(branchFor(path)).toBe(branch);
  expect(isBranchName(branch)).toBe(true);
});

it.each([
  "",
  "a b",
  "-a",
  "a..b",
  "a/",
  ".a",
  "a.lock",
  "a~1",
  "a^",
  "a:b",
  "a?",
  "a*",
  "a[",
  "a\\b",
  "a@{1}",
  "a//b",
  "a\u0007",
])("%j is no branch", (name) => expect(isBranchName(name)).toBe(false));
