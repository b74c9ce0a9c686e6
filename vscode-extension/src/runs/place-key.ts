import type { DeskPlace } from "../desk/desk.ts";

/** A place as a text that stays the same from one window to the next. */
export function placeKey(place: DeskPlace): string {
  return place.type === "server" ? `server ${place.url}` : `project ${place.folder}`;
}

/** A place's key as people know it: the server's address, or the project's folder. */
export function placeName(key: string): string {
  return key.slice(key.indexOf(" ") + 1);
}
