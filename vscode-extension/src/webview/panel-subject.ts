import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import type { DeskPlace } from "../desk/desk.ts";
import { placeKey, placeName } from "../runs/place-key.ts";
import type { Translate } from "../views/schedule-words.ts";

/** What a panel is about. At another place the same name is another extract. */
export interface PanelSubject {
  readonly extract: string;
  /** By `placeKey`; undefined where there was none. */
  readonly place: string | undefined;
}

export function subjectAt(extract: string, place: DeskPlace | undefined): PanelSubject {
  return { extract, place: place && placeKey(place) };
}

export function subjectKey({ extract, place = "" }: PanelSubject): string {
  return JSON.stringify([place, extract]);
}

/** As it stands in a title: of a server's with the server. */
export function subjectName({ extract, place }: PanelSubject): string {
  if (place === undefined || !place.startsWith("server ")) return extract;
  const url = placeName(place);
  return `${extract} (${URL.canParse(url) ? new URL(url).host : url})`;
}

/** The extract in a title that was made with its `subjectName`. */
export function extractIn(title: string, titleOf: (name: string) => string): string | undefined {
  const [before = "", after = ""] = titleOf("\0").split("\0");
  if (!title.startsWith(before) || !title.endsWith(after)) return undefined;
  return title.slice(before.length, title.length - after.length).replace(/ \([^()]*\)$/, "") || undefined;
}

/** Throws when somewhere else is asked now than where the panel was opened. `t`: `vscode.l10n.t`. Errors: `other-place`. */
export function checkPlace({ place }: PanelSubject, now: DeskPlace | undefined, t: Translate): void {
  if (place === undefined || now === undefined || place === placeKey(now)) return;
  const [then, instead] = [placeName(place), placeName(placeKey(now))];
  throw new DatafeedError("other-place", t("This is about {0}, but Datafeed now works with {1}.", then, instead), {
    hint: t("Choose {0} again, or open this anew from the list of extracts.", then),
  });
}
