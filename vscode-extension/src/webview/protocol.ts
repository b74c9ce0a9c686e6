/** What a page may ask of the host: method -> function type. Arguments and answers are plain JSON. */
// biome-ignore lint/suspicious/noExplicitAny: arguments differ for each method, and only the methods' own types count.
export type Requests = { readonly [method: string]: (...args: any[]) => unknown };

/** What the host tells a page without being asked: event -> data. */
export type Events = { readonly [event: string]: unknown };

/** The contract of a page: both sides import its types, and nothing else crosses. */
export interface PageContract {
  readonly requests: Requests;
  readonly events: Events;
}

/** Page -> host. */
export interface RequestMessage {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Page -> host: the answer is not wanted any more. */
export interface CancelMessage {
  readonly cancel: number;
}

/** Host -> page. */
export type HostMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: PageError }
  | { readonly event: string; readonly data: unknown };

/** A failure as a page shows it. */
export interface PageError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** How the host answers a page's requests; the signal is aborted when the page cancels or closes. */
export type Answers<Contract extends PageContract> = {
  readonly [Method in keyof Contract["requests"]]: (
    signal: AbortSignal,
    ...args: Parameters<Contract["requests"][Method]>
  ) => Promise<Awaited<ReturnType<Contract["requests"][Method]>>> | Awaited<ReturnType<Contract["requests"][Method]>>;
};
