import { scrub } from "../../errors/scrub.ts";
import { driftedSince, failedSince, publishedAfter, publishedSince } from "../../ledger/happened.ts";
import { lateExtracts } from "../../ledger/lateness.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { lookFrom, readMark, writeMark } from "../../ledger/marks.ts";
import {
  addNotices,
  closeNotices,
  type NewNotice,
  type NoticeBody,
  type OpenNotice,
  openNotices,
} from "../../ledger/notices.ts";
import type { Output } from "../../ledger/records.ts";
import type { NoticeEvent } from "../../load/project-documents.ts";
import { lookAtFeeds } from "./look-at-feeds.ts";
import { holdsFor, type LookMemory, noticesFor, notifyRules, rememberRules, type Told } from "./rules.ts";

const mark = "notices-seen";
const firstMark = "notices-from";
const mostLate = 20_000;
const mostKnown = 100_000;

/**
 * Looks what has happened since somebody last looked, by whichever runner, and records who is to be told of it. What happened
 * while nobody looked is found; what happened before the first look is not told, nor what happened before its rule was there.
 * `memory` is what this process knows of its looks; it is kept up. Errors: ledger-*.
 */
export async function look(ledger: Ledger, documents: Told, memory: LookMemory): Promise<void> {
  const { known } = memory;
  if (known.size > mostKnown) known.clear();
  const add = async (notices: readonly NewNotice[]): Promise<void> => {
    const fresh = notices.filter(
      (notice) => !known.has(`${notice.key} ${notice.notifier}`) && holdsFor(memory.rules, notice, now),
    );
    await addNotices(ledger, fresh);
    for (const { key, notifier } of fresh) known.add(`${key} ${notifier}`);
  };
  const { now, since: overlapping, done } = await lookFrom(ledger, mark);
  rememberRules(memory, documents);
  if (overlapping !== undefined && someoneListens(documents)) {
    const first = (await readMark(ledger, firstMark)) ?? "";
    // A first look that lies in the future was taken before the clock was set back.
    const since = first > overlapping && first <= now ? first : overlapping;
    await add(await failures(ledger, documents, since));
    await lateness(ledger, documents, now);
    if (hasRule(documents, "success")) await add(await successes(ledger, documents, since));
    if (hasRule(documents, "drift")) await add(await drifts(ledger, documents, since));
    await lookAtFeeds(ledger, documents, now);
  }
  if (overlapping === undefined) await writeMark(ledger, firstMark, now);
  await done();
  memory.lookedAt = now;
}

async function failures(ledger: Ledger, documents: Told, since: string): Promise<readonly NewNotice[]> {
  const notices: NewNotice[] = [];
  for await (const { obligation, run } of failedSince(ledger, since)) {
    const { id, extract, kind, window, error, changedAt } = obligation;
    const body: NoticeBody = {
      event: "failure",
      extract,
      at: changedAt,
      kind,
      window,
      ...(run === undefined ? {} : { run, linkPath: `/v1/runs/${run}` }),
      ...(error === undefined ? {} : { error: { code: error.code, message: scrub(error.message) } }),
    };
    notices.push(...noticesFor(documents, `failure:${id}:${changedAt}`, body));
  }
  return notices;
}

async function successes(ledger: Ledger, documents: Told, since: string): Promise<readonly NewNotice[]> {
  const notices: NewNotice[] = [];
  for await (const output of publishedSince(ledger, since)) {
    notices.push(...noticesFor(documents, `success:${output.id}`, bodyOf("success", output)));
  }
  return notices;
}

async function drifts(ledger: Ledger, documents: Told, since: string): Promise<readonly NewNotice[]> {
  const found = await driftedSince(ledger, since);
  return found.flatMap(({ output, drift, checkedAt }) =>
    noticesFor(documents, `drift:${output.id}:${drift}`, { ...bodyOf("drift", output), at: checkedAt, drift }),
  );
}

/** Tells once who becomes late, until it is over; and that a failure or lateness is over, by what was published since. */
async function lateness(ledger: Ledger, documents: Told, now: string): Promise<void> {
  const open = (await openNotices(ledger)).filter(({ ofFeed }) => !ofFeed);
  // Without extracts there is no least lateness to ask for.
  const found = documents.extracts.size === 0 ? [] : await lateExtracts(ledger, leastLateAfterMs(documents), mostLate);
  const late = found.filter(({ extract, since }) => {
    const lateAfterMs = documents.extracts.get(extract)?.operation.lateAfterMs;
    return lateAfterMs !== undefined && Date.parse(now) - Date.parse(since) > lateAfterMs;
  });
  const notices = late.flatMap(({ extract, since, windows }) =>
    noticesFor(documents, `late:${extract}:${since}`, { event: "late", extract, at: now, since, windows }).filter(
      ({ notifier }) => !open.some((each) => each.event === "late" && each.extract === extract && each.notifier === notifier),
    ),
  );
  await addNotices(ledger, notices);
  const lateNames = new Set(late.map(({ extract }) => extract));
  for (const [extract, troubles] of Map.groupBy(open, (notice) => notice.extract)) {
    await closeWhatIsOver(ledger, documents, extract, troubles, lateNames.has(extract));
  }
}

async function closeWhatIsOver(
  ledger: Ledger,
  documents: Told,
  extract: string,
  troubles: readonly OpenNotice[],
  isLate: boolean,
): Promise<void> {
  const first = troubles.map(({ at }) => at).sort()[0] ?? "";
  const output = await publishedAfter(ledger, extract, first);
  const over = troubles.filter(({ event, at }) => {
    if (!documents.extracts.has(extract)) return true;
    if (event === "late") return !isLate;
    return output?.publishedAt !== undefined && output.publishedAt > at && !isLate;
  });
  if (over.length === 0) return;
  if (output !== undefined) {
    await addNotices(ledger, noticesFor(documents, `recovery:${output.id}`, bodyOf("recovery", output)));
  }
  await closeNotices(
    ledger,
    over.map(({ id }) => id),
  );
}

function bodyOf(event: NoticeEvent, output: Output): NoticeBody {
  const { id, extract, kind, window, path, rows, bytes, publishedAt, createdAt } = output;
  const linkPath = `/v1/outputs/${id}/content`;
  return { event, extract, at: publishedAt ?? createdAt, kind, window, run: id, path, rows, bytes, linkPath };
}

function someoneListens(documents: Told): boolean {
  return notifyRules(documents).some(([, notify]) => notify.length > 0);
}

function hasRule(documents: Told, event: NoticeEvent): boolean {
  return notifyRules(documents).some(([, notify]) => notify.some(({ events }) => events.includes(event)));
}

function leastLateAfterMs({ extracts }: Told): number {
  return [...extracts.values()].reduce(
    (least, { operation }) => Math.min(least, operation.lateAfterMs),
    Number.MAX_SAFE_INTEGER,
  );
}
