import { createHmac } from "node:crypto";
import type { Logger } from "pino";
import { signLink } from "../../commands/links.ts";
import type { Notifier } from "../../connect/notifiers.ts";
import { messageOf } from "../../errors/datafeed-error.ts";
import { scrub } from "../../errors/scrub.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { linkKey } from "../../ledger/marks.ts";
import { dueNotices, type Notice, noticeFailed, noticeSent, subjectOf } from "../../ledger/notices.ts";
import { version } from "../../version.ts";
import { BackOff } from "../back-off.ts";

/** What delivering notices needs. */
export interface Delivery {
  readonly ledger: Ledger;
  readonly log: Logger;
  /** Errors: connection-unknown, secret-missing. */
  notifier(name: string): Notifier;
  /** Where people reach the API: links begin with it. Without it there are none. */
  readonly publicUrl?: string;
  readonly times?: DeliveryTimes;
}

/** How long a notice is tried. */
export interface DeliveryTimes {
  /** The longest wait for an answer. */
  readonly timeoutMs: number;
  /** Waits between tries double from the first to the longest. */
  readonly firstRetryMs: number;
  readonly mostRetryMs: number;
  /** A notice that can't be delivered for so long is given up. */
  readonly giveUpMs: number;
  /** How long a link opens what it names. */
  readonly linkMs: number;
}

/** The times of a daemon. */
export const deliveryTimes: DeliveryTimes = {
  timeoutMs: 10_000,
  firstRetryMs: 5_000,
  mostRetryMs: 3_600_000,
  giveUpMs: 86_400_000,
  linkMs: 86_400_000,
};

const mostNotices = 100;

/** What a receiver made of a notice. */
type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: string; readonly isDown: boolean };

/** Delivers what waits, at least once: a crash between the answer and its record delivers again, under the same id. */
export class Deliverer {
  readonly #delivery: Delivery;
  readonly #times: DeliveryTimes;
  readonly #backOff: BackOff;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
    this.#times = delivery.times ?? deliveryTimes;
    this.#backOff = new BackOff({ firstMs: this.#times.firstRetryMs, mostMs: 60_000 });
  }

  /** One round: each notifier's notices one after another, the notifiers side by side. Errors: ledger-*. */
  async round(signal: AbortSignal): Promise<void> {
    const due = await dueNotices(this.#delivery.ledger, this.#backOff.waiting(), mostNotices);
    const byNotifier = Map.groupBy(due, ({ notifier }) => notifier);
    await Promise.all([...byNotifier].map(([name, notices]) => this.#deliverTo(name, notices, signal)));
  }

  async #deliverTo(name: string, notices: readonly Notice[], signal: AbortSignal): Promise<void> {
    for (const notice of notices) {
      if (signal.aborted) return;
      const outcome = await this.#deliver(name, notice, signal);
      // Cut off by our own end: whoever is next begins anew.
      if (!outcome.ok && signal.aborted) return;
      await this.#record(notice, outcome);
      if (outcome.ok || !outcome.isDown) this.#backOff.succeeded(name);
      else return this.#backOff.failed(name);
    }
  }

  async #deliver(name: string, notice: Notice, signal: AbortSignal): Promise<Outcome> {
    try {
      const notifier = this.#delivery.notifier(name);
      return await post(notifier, notice.id, await this.#bodyOf(notice), this.#times.timeoutMs, signal);
    } catch (error) {
      return { ok: false, error: scrub(messageOf(error)), isDown: true };
    }
  }

  async #record(notice: Notice, outcome: Outcome): Promise<void> {
    const { ledger, log } = this.#delivery;
    const fields = {
      notice: notice.id,
      notifier: notice.notifier,
      event: notice.body.event,
      [notice.body.feed === undefined ? "extract" : "feed"]: subjectOf(notice.body),
    };
    if (outcome.ok) {
      await noticeSent(ledger, notice);
      log.info(fields, "notified");
      return;
    }
    const { firstRetryMs, mostRetryMs, giveUpMs } = this.#times;
    const age = Date.parse(await ledger.time()) - Date.parse(notice.createdAt);
    const retryInMs = age > giveUpMs ? undefined : Math.min(mostRetryMs, firstRetryMs * 2 ** notice.tries);
    await noticeFailed(ledger, notice, outcome.error, retryInMs);
    log.warn(
      { ...fields, error: outcome.error, retryInMs },
      retryInMs === undefined ? "gave up a notice" : "a notice was not taken",
    );
  }

  async #bodyOf({ id, body: { linkPath, ...body } }: Notice): Promise<string> {
    const { ledger, publicUrl } = this.#delivery;
    if (linkPath === undefined || publicUrl === undefined) return JSON.stringify({ id, ...body });
    const until = new Date(Date.parse(await ledger.time()) + this.#times.linkMs).toISOString();
    const signed = signLink(await linkKey(ledger), { path: linkPath, until });
    return JSON.stringify({ id, ...body, link: `${publicUrl.replace(/\/+$/, "")}/v1/links/${signed}`, linkUntil: until });
  }
}

/** Posts it. A redirect is not followed: it could lead what is said here to anybody. */
async function post(notifier: Notifier, id: string, body: string, timeoutMs: number, signal: AbortSignal): Promise<Outcome> {
  const { url, secret } = notifier;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    return { ok: false, error: "the notifier's url is not an address that begins with https:// or http://", isDown: true };
  }
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([timeout, signal]),
      headers: {
        "content-type": "application/json",
        "user-agent": `datafeed/${version}`,
        "datafeed-notice": id,
        ...(secret === undefined ? {} : { "datafeed-signature": signatureOf(secret, body) }),
      },
      body,
    });
    await response.body?.cancel();
    if (response.ok) return { ok: true };
    // Any other refusal is about this notice, not about the receiver.
    const isDown = response.status >= 500 || response.status === 429;
    return { ok: false, error: `the receiver answered ${response.status}`, isDown };
  } catch (error) {
    if (timeout.aborted) return { ok: false, error: `no answer within ${timeoutMs / 1000} s`, isDown: true };
    return { ok: false, error: `the receiver can't be reached: ${reasonOf(error)}`, isDown: true };
  }
}

/** What receivers compare: `sha256=` and the HMAC-SHA256 of the body's bytes in hex. */
export function signatureOf(secret: string, body: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** The system's code (`ECONNREFUSED`); a message might hold the address, which is secret. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "the connection failed";
}
