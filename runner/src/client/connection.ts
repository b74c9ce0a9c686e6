import { DatafeedError } from "../errors/datafeed-error.ts";
import { failureOf, unreachable } from "./failure.ts";
import { pause } from "./pause.ts";

/** How a server is reached. */
export interface ServerOptions {
  /** http:// or https://, with a path in front of /v1 where a proxy has one; /v1 itself may stand at its end. */
  readonly url: string;
  readonly token?: string;
  /** Ends whatever is under way. */
  readonly signal?: AbortSignal;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch;
}

/** A request to a server. */
export interface Asked {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly query?: object;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** May be sent again when no answer came: with a key that makes it happen once. Default: GETs alone. */
  readonly repeatable?: boolean;
  /** How long to wait for the answer to begin. 0: as long as it takes. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 60_000;
/** Pauses before a GET is tried again. */
const pausesMs = [200, 1000, 3000];
/** Longer a server does not make us wait by `Retry-After`. */
const longestPauseMs = 10_000;
/** So often we ask whether the first request of a key is done. */
const mostUnderWay = 30;

/** A way to one server: sends requests, tries again where that is safe, and turns problems into errors. */
export class Connection {
  readonly #base: URL;
  readonly #options: ServerOptions;

  /** Error: `server-url-invalid`. */
  constructor(options: ServerOptions) {
    const base = URL.parse(`${options.url.replace(/(\/v1)?\/*$/, "")}/`);
    if (base === null || !/^https?:$/.test(base.protocol) || base.username !== "" || base.password !== "") {
      throw new DatafeedError("server-url-invalid", "The server's address is not understood: it must be http:// or https://.");
    }
    this.#base = base;
    this.#options = options;
  }

  /** The server, for messages. */
  get server(): string {
    return this.#base.origin;
  }

  /** An answer in JSON. Errors: those of the server, `server-*`, `token-not-taken`. */
  async json<Answer>(path: string, asked: Asked = {}): Promise<Answer> {
    const response = await this.ask(path, { timeoutMs: defaultTimeoutMs, ...asked });
    const text = await this.#whole(response, asked);
    try {
      return JSON.parse(text) as Answer;
    } catch (cause) {
      throw new DatafeedError("server-answer", `${this.server} answered something else than JSON.`, { cause });
    }
  }

  /** The text of an answer. */
  async text(path: string, asked: Asked = {}): Promise<string> {
    return this.#whole(await this.ask(path, { timeoutMs: defaultTimeoutMs, ...asked }), asked);
  }

  /** An answer that is a success, its body still to be read. */
  async ask(path: string, asked: Asked = {}): Promise<Response> {
    const { method = "GET", repeatable = method === "GET" } = asked;
    // The same for each try: the server answers the second one as the first.
    const key = method !== "GET" && repeatable ? crypto.randomUUID() : undefined;
    const mostTries = method === "GET" ? pausesMs.length + 1 : 2;
    let underWay = 0;
    for (let tries = 1; ; tries++) {
      let response: Response;
      try {
        response = await this.#send(path, asked, key);
      } catch (error) {
        this.#throwIfAborted(asked);
        if (!repeatable || tries >= mostTries) throw unreachable(this.server, error);
        await this.#pause(pausesMs[tries - 1] ?? 0, asked);
        continue;
      }
      if (response.ok) return response;
      const wait = retryAfterMs(response);
      const failure = await failureOf(response);
      if (failure.code === "idempotency-under-way" && key !== undefined && underWay < mostUnderWay) {
        underWay += 1;
        await this.#pause(pausesMs[1]!, asked);
        continue;
      }
      // The document of a day takes as long as it takes: whoever asks decides whether to wait.
      const busy = (response.status === 429 || response.status === 503) && failure.code !== "export-day-pending";
      if (!busy || method !== "GET" || tries >= mostTries) throw failure;
      await this.#pause(wait ?? pausesMs[tries - 1] ?? 0, asked);
    }
  }

  #send(path: string, asked: Asked, key: string | undefined): Promise<Response> {
    const { token, fetch: send = fetch } = this.#options;
    const { method = "GET", query, body, headers, timeoutMs = 0 } = asked;
    const url = new URL(path.replace(/^\//, ""), this.#base);
    for (const [name, value] of Object.entries(query ?? {})) {
      for (const each of Array.isArray(value) ? value : [value]) {
        if (each !== undefined) url.searchParams.append(name, String(each));
      }
    }
    // The time is up for the beginning of the answer alone: a download may take hours.
    const late = new AbortController();
    const timer = timeoutMs === 0 ? undefined : setTimeout(() => late.abort(new Error("no answer in time")), timeoutMs);
    const answer = send(url, {
      method,
      headers: {
        accept: "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // The token goes to no other server.
      redirect: "manual",
      signal: AbortSignal.any([late.signal, ...this.#signals(asked)]),
    });
    return answer.finally(() => clearTimeout(timer));
  }

  async #whole(response: Response, asked: Asked): Promise<string> {
    try {
      return await response.text();
    } catch (error) {
      this.#throwIfAborted(asked);
      throw unreachable(this.server, error);
    }
  }

  #signals({ signal }: Asked): AbortSignal[] {
    return [this.#options.signal, signal].filter((each) => each !== undefined);
  }

  #throwIfAborted(asked: Asked): void {
    for (const signal of this.#signals(asked)) signal.throwIfAborted();
  }

  #pause(ms: number, asked: Asked): Promise<void> {
    return pause(ms, AbortSignal.any(this.#signals(asked)));
  }
}

/** Seconds, as our servers say it. */
function retryAfterMs(response: Response): number | undefined {
  const seconds = response.headers.get("retry-after");
  if (seconds === null || !/^[0-9]{1,6}$/.test(seconds)) return undefined;
  return Math.min(Number(seconds) * 1000, longestPauseMs);
}
