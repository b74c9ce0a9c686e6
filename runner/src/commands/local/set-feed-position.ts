import { DatafeedError } from "../../errors/datafeed-error.ts";
import { parsePosition } from "../../feeds/parse-position.ts";
import { positionText } from "../../feeds/read-position.ts";
import { setFeedPosition } from "../../ledger/feeds/control-feed.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { PositionRequest } from "../commands.ts";
import type { Desk } from "./desk.ts";
import { ledgerName } from "./feed-desk.ts";

/** Errors: `feed-not-paused`, `feed-busy`, `feed-position-invalid`, ledger-*. */
export async function setPosition({ estate }: Desk, feed: ResolvedFeed, { to }: PositionRequest): Promise<void> {
  const position = to === "start" ? undefined : givenPosition(to, feed);
  await setFeedPosition(estate.ledger, ledgerName(feed), position);
}

/** What the audit log keeps of where a feed was set: a position names rows. */
export function positionWord(to: string): string {
  return /^(end|start|keep)$/.test(to) ? to : "a position";
}

function givenPosition(text: string, feed: ResolvedFeed): string {
  const position = parsePosition(text, feed);
  if (typeof position !== "string") return positionText(position);
  throw new DatafeedError("feed-position-invalid", `The position ${position}.`, {
    hint: `\`end\`, \`start\`, \`keep\`, or what \`datafeed feed position "${feed.name}"\` printed.`,
  });
}
