import fc from "fast-check";

/** Zones with a habit of their own: half-hour and two-hour changes, changes at midnight, a missing day, Ramadan. */
const oddZones = [
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "Pacific/Apia",
  "America/Havana",
  "America/Asuncion",
  "Antarctica/Troll",
  "America/Chicago",
  "Europe/Dublin",
  "Asia/Kathmandu",
  "UTC",
];

/** Any zone of this runtime, the odd ones often. */
export const zones = fc.oneof(fc.constantFrom(...oddZones), fc.constantFrom(...Intl.supportedValuesOf("timeZone")));

/** Instants from 1950 to 2050, in milliseconds since 1970, with the known oddities among them. */
export const instants = fc.oneof(
  fc.integer({ min: Date.UTC(1950), max: Date.UTC(2050) }),
  fc
    .constantFrom("2011-12-30T09:00Z", "2026-03-08T08:00Z", "2026-11-01T06:30Z", "2026-10-03T15:00Z", "2023-03-26T03:00Z")
    .chain((text) => fc.integer({ min: -200_000_000, max: 200_000_000 }).map((away) => Date.parse(text) + away)),
);
