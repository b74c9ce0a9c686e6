import type { CancelMessage, HostMessage, PageContract, PageError, RequestMessage } from "../../src/webview/protocol.ts";

interface VsCodeApi {
  postMessage(message: RequestMessage | CancelMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** A failure that the host told of. */
export class HostError extends Error {
  override readonly name = "HostError";
  readonly code: string;
  readonly hint: string | undefined;

  constructor({ code, message, hint }: PageError) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The page's side of its contract: asks the host, hears its events, and keeps what must survive being hidden. One a page. */
export class Host<Contract extends PageContract, State extends object> {
  readonly #api = acquireVsCodeApi();
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<(data: never) => void>>();
  #lastId = 0;

  constructor() {
    window.addEventListener("message", (event: MessageEvent<HostMessage>) => this.#hear(event.data));
  }

  /** What was kept before the page was hidden or the window loaded again; nothing the first time. */
  get state(): Partial<State> {
    return (this.#api.getState() ?? {}) as Partial<State>;
  }

  /** Keeps some of the page's state, and leaves the rest as it is. */
  keep(state: Partial<State>): void {
    this.#api.setState({ ...this.state, ...state });
  }

  /** Asks the host. An aborted question is cancelled there, too. Errors: HostError; the signal's reason. */
  ask<Method extends keyof Contract["requests"] & string>(
    method: Method,
    args: Parameters<Contract["requests"][Method]>,
    signal?: AbortSignal,
  ): Promise<Awaited<ReturnType<Contract["requests"][Method]>>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      signal?.addEventListener("abort", () => {
        if (!this.#waiting.delete(id)) return;
        this.#api.postMessage({ cancel: id });
        reject(signal.reason);
      });
      this.#api.postMessage({ id, method, args });
    });
  }

  /** Hears an event of the host. */
  on<Event extends keyof Contract["events"] & string>(event: Event, listener: (data: Contract["events"][Event]) => void): void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener as (data: never) => void));
  }

  #hear(message: HostMessage): void {
    if ("event" in message) {
      for (const listener of this.#listeners.get(message.event) ?? []) listener(message.data as never);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ("error" in message) waiting?.reject(new HostError(message.error));
    else waiting?.resolve(message.result);
  }
}
