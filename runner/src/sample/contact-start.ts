import type { Dice } from "./dice.ts";

/** The sample's year, in microseconds since 1970: from 2026-01-01 up to and without 2027-01-01, UTC. */
export const yearStart = Date.UTC(2026, 0, 1) * 1000;
const dayUs = 86_400_000_000;
export const yearDays = 365;

/** Contacts for each hour of the day, UTC: America's working hours, and a few at night. */
const hours: readonly number[] = [
  0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 15, 16, 16, 16, 16, 17, 17, 17, 17, 18,
  18, 18, 18, 19, 19, 19, 19, 20, 20, 20, 21, 21, 21, 22, 22, 23,
];

/** The clock changes of 2026 in America/Chicago (March, November) and in Europe (March, October). */
const clockChanges: readonly number[] = [
  Date.UTC(2026, 2, 8, 8),
  Date.UTC(2026, 10, 1, 7),
  Date.UTC(2026, 2, 29, 1),
  Date.UTC(2026, 9, 25, 1),
];

/**
 * Instants at which a half-open window is easily got wrong: the bounds of the seed's window in America/Chicago and
 * America/Los_Angeles, local midnights around clock changes, and the hour that occurs twice.
 */
const edges: readonly number[] = [
  Date.UTC(2026, 2, 17, 5) * 1000,
  Date.UTC(2026, 2, 17, 5) * 1000 - 1,
  Date.UTC(2026, 3, 6, 5) * 1000,
  Date.UTC(2026, 3, 6, 5) * 1000 - 1,
  Date.UTC(2026, 2, 17, 7) * 1000,
  Date.UTC(2026, 3, 6, 7) * 1000 - 1,
  Date.UTC(2026, 2, 8, 6) * 1000,
  Date.UTC(2026, 2, 8, 8) * 1000 - 1,
  Date.UTC(2026, 2, 8, 8) * 1000,
  Date.UTC(2026, 2, 9, 5) * 1000,
  Date.UTC(2026, 10, 1, 5) * 1000,
  Date.UTC(2026, 10, 1, 6, 30) * 1000,
  Date.UTC(2026, 10, 1, 7, 30) * 1000,
  Date.UTC(2026, 10, 2, 6) * 1000 - 1,
  Date.UTC(2026, 10, 2, 6) * 1000,
  Date.UTC(2026, 2, 29, 1) * 1000,
  Date.UTC(2026, 9, 25, 0, 30) * 1000,
  Date.UTC(2026, 9, 25, 1, 30) * 1000,
];

/** When a contact starts, and whether that is one of the edges (then its first input starts with it). */
export interface ContactStart {
  readonly at: number;
  readonly edge: boolean;
}

/** The start of contact `number`, in microseconds since 1970: of each forty, one near a clock change and one on an edge. */
export function contactStart(number: number, dice: Dice): ContactStart {
  const place = number % 40;
  if (place === 7) return { at: edges[Math.floor(number / 40) % edges.length] ?? yearStart, edge: true };
  if (place === 23)
    return { at: dice.pick(clockChanges) * 1000 + dice.between(-5400, 5400) * 1_000_000 + fraction(dice), edge: false };
  const second = dice.below(yearDays) * 86_400 + dice.pick(hours) * 3600 + dice.below(3600);
  return { at: yearStart + second * 1_000_000 + fraction(dice), edge: false };
}

/** The start of day `day` (0: 1 January) of the sample's year. */
export function dayStart(day: number): number {
  return yearStart + day * dayUs;
}

/** Microseconds below a second: mostly all six digits, now and then whole milliseconds or a whole second. */
function fraction(dice: Dice): number {
  const precision = dice.below(10);
  if (precision === 0) return 0;
  if (precision < 3) return dice.below(1000) * 1000;
  return dice.below(1_000_000);
}
