/** A repository as events name it. */
export interface EventRepository {
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
}

/** A change that somebody asks to be merged. */
export interface EventChange {
  readonly number: number;
  readonly headSha: string;
  readonly headRef: string;
  /** Where the change comes from: the repository itself, or a fork. */
  readonly from: EventRepository;
  readonly baseSha: string;
  readonly title?: string;
  readonly body?: string;
}

/** The parts of GitHub's events that workflows may look at, in GitHub's shape. Source: docs.github.com, webhook events. */
export function pullRequestEvent(into: EventRepository, change: EventChange) {
  return {
    action: "synchronize",
    number: change.number,
    pull_request: pullRequest(into, change),
    repository: repository(into),
    sender: user(change.from.owner),
  };
}

/** A pull request, in events and in answers of the API alike. */
export function pullRequest(into: EventRepository, { number, headSha, headRef, from, baseSha, title, body }: EventChange) {
  return {
    id: 1_900_000_000 + number,
    number,
    state: "open",
    draft: false,
    title: title ?? "Change extracts",
    body: body ?? null,
    user: user(from.owner),
    head: { label: `${from.owner}:${headRef}`, ref: headRef, sha: headSha, user: user(from.owner), repo: repository(from) },
    base: { label: `${into.owner}:main`, ref: "main", sha: baseSha, user: user(into.owner), repo: repository(into) },
    author_association: from.owner === into.owner ? "MEMBER" : "FIRST_TIME_CONTRIBUTOR",
  };
}

/** A workflow has run; of a fork's pull request the event names no number. */
export function workflowRunEvent(into: EventRepository, change: EventChange, event = "pull_request") {
  const own = change.from.owner === into.owner;
  return {
    action: "completed",
    workflow_run: {
      id: 9_900_000_001,
      name: "plan",
      event,
      status: "completed",
      conclusion: "success",
      head_branch: change.headRef,
      head_sha: change.headSha,
      head_repository: repository(change.from),
      repository: repository(into),
      pull_requests: own ? [{ number: change.number, head: { sha: change.headSha }, base: { sha: change.baseSha } }] : [],
      run_attempt: 1,
    },
    workflow: { id: 7, name: "plan", path: ".github/workflows/plan.yml", state: "active" },
    repository: repository(into),
    sender: user(change.from.owner),
  };
}

export function workflowDispatchEvent(into: EventRepository, inputs: Readonly<Record<string, string>>) {
  return {
    inputs,
    ref: "refs/heads/main",
    repository: repository(into),
    sender: user(into.owner),
    workflow: ".github/workflows/run-extract.yml",
  };
}

export function pushEvent(into: EventRepository, before: string, after: string) {
  return {
    ref: "refs/heads/main",
    before,
    after,
    created: false,
    deleted: false,
    forced: false,
    commits: [],
    repository: repository(into),
    sender: user(into.owner),
  };
}

function repository({ owner, name, private: isPrivate }: EventRepository) {
  return {
    id: 500_000_001,
    name,
    full_name: `${owner}/${name}`,
    private: isPrivate,
    visibility: isPrivate ? "private" : "public",
    owner: user(owner),
    fork: false,
    default_branch: "main",
  };
}

function user(login: string) {
  return { login, id: login.length, type: "User", site_admin: false };
}
