/**
 * The page on which a pull request for a pushed branch is opened, from the remote's address (https, ssh or scp-like). GitHub's
 * form for hosts with github in their name, GitLab's and Bitbucket's likewise; undefined elsewhere.
 */
export function compareUrl(remote: string, branch: string): string | undefined {
  const found = /^(?:https?:\/\/(?:[^@/]+@)?|ssh:\/\/(?:[^@/]+@)?|[^@/\s]+@)([^/:]+)(?::\d+)?[/:](.+?)(?:\.git)?\/*$/.exec(
    remote,
  );
  const [host, path] = [found?.[1], found?.[2]];
  if (host === undefined || path === undefined) return undefined;
  const from = encodeURIComponent(branch);
  if (/github/i.test(host))
    return `https://${host}/${path}/compare/${branch.split("/").map(encodeURIComponent).join("/")}?expand=1`;
  if (/gitlab/i.test(host)) return `https://${host}/${path}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${from}`;
  if (/bitbucket/i.test(host)) return `https://${host}/${path}/pull-requests/new?source=${from}`;
  return undefined;
}

/** A branch for a change of a document: `extract/web-chat-weekly`. */
export function branchFor(path: string): string {
  const name =
    path
      .split("/")
      .at(-1)
      ?.replace(/\.(extract|schedule|template)\.yaml$/, "") ?? "change";
  return `extract/${
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "") || "change"
  }`;
}

/** The rules of git-check-ref-format(1) that a person meets. */
export function isBranchName(name: string): boolean {
  return /^(?![-/.])[^\s~^:?*[\\\p{Cc}]+(?<![/.])$/u.test(name) && !/\.\.|@\{|\/\/|\/\.|\.lock(\/|$)/.test(name);
}
