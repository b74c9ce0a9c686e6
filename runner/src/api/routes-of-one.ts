import type { AddRoute, Route } from "./route.ts";

/** What the routes about one thing have in common. */
type One = Pick<Route<never, never, never>, "url" | "tag" | "params" | "answer">;

/** What each of them says itself, and may say otherwise. */
type OfOne<Params, Body> = Omit<Route<Params, unknown, Body>, "method" | "url" | "tag" | "params" | "query" | "idempotency">;

/** How the routes about one thing are added, such as a feed by its name. */
export interface RoutesOfOne<Params> {
  /** How it is. */
  read(route: OfOne<Params, unknown>): void;
  /** What people do about it: a POST below its address, done once for a key. */
  act<Body = unknown>(step: string, route: OfOne<Params, Body>): void;
}

/** Routes about one of many: unless a route says otherwise, it answers with the thing as it is then. */
export function routesOfOne<Params>(add: AddRoute, one: One): RoutesOfOne<Params> {
  return {
    read: (route) => add<Params>({ method: "GET", ...one, errors: [404], ...route }),
    act: (step, route) =>
      add({
        method: "POST",
        ...one,
        url: `${one.url}/${step}`,
        errors: [404, 409, 422],
        idempotency: "taken",
        ...route,
      }),
  };
}
