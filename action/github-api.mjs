/** An answer of GitHub's API that is no success. */
export class ApiError extends Error {
  constructor(status, message, { waitMs } = {}) {
    super(`GitHub answered ${status}: ${message}`);
    this.status = status;
    /** So long GitHub asks to wait before another try; undefined: another try is of no use. */
    this.waitMs = waitMs;
  }
}

const pageSize = 100;
/** Nobody waits longer for a comment. */
const longestWaitMs = 60_000;
const mostTries = 4;

/** GitHub's REST API with a token. One request, one answer: `withRetries` tries again. */
export class GitHubApi {
  #url;
  #token;

  constructor({ url, token }) {
    this.#url = url;
    this.#token = token;
  }

  /** The answer's JSON. Errors: ApiError. */
  async request(method, path, body) {
    const response = await this.#send(method, path, body);
    const text = await response.text();
    if (response.ok) return text === "" ? undefined : JSON.parse(text);
    throw new ApiError(response.status, messageOf(text), { waitMs: waitOf(response, text) });
  }

  /** Every item of a list, page after page. */
  async *list(path) {
    for (let page = 1; ; page++) {
      const items = await this.request("GET", `${path}${path.includes("?") ? "&" : "?"}per_page=${pageSize}&page=${page}`);
      yield* items;
      if (items.length < pageSize) return;
    }
  }

  async #send(method, path, body) {
    try {
      return await fetch(`${this.#url}${path}`, {
        method,
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${this.#token}`,
          "user-agent": "datafeed-action",
          "x-github-api-version": "2022-11-28",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
    } catch (error) {
      throw new ApiError("nothing", error.cause?.message ?? error.message, { waitMs: 0 });
    }
  }
}

/** Does work again where GitHub says that it may: rate limits, by the time it names, and failures of its own. */
export async function withRetries(work) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError) || error.waitMs === undefined || attempt === mostTries) throw error;
      const waitMs = Math.max(error.waitMs, Number(process.env.DATAFEED_ACTION_BACKOFF_MS ?? 1000) * 2 ** (attempt - 1));
      if (waitMs > longestWaitMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

/** Source: docs.github.com, "Best practices for using the REST API", rate limits and secondary rate limits. */
function waitOf({ status, headers }, text) {
  const limited =
    status === 429 || (status === 403 && (headers.get("x-ratelimit-remaining") === "0" || /rate limit/i.test(text)));
  if (!limited) return status >= 500 ? 0 : undefined;
  const after = headers.get("retry-after");
  if (after !== null) return Number(after) * 1000;
  const reset = headers.get("x-ratelimit-reset");
  return reset === null ? 0 : Math.max(0, Number(reset) * 1000 - Date.now());
}

function messageOf(text) {
  try {
    const { message, errors } = JSON.parse(text);
    return [message, ...(errors ?? []).map((error) => error.message ?? error.code)].filter(Boolean).join("; ").slice(0, 500);
  } catch {
    return text.slice(0, 200);
  }
}
