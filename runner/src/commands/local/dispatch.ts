import { compileExtract } from "../../compile/compile-extract.ts";
import { dialectOf } from "../../connect/open-connections.ts";
import { requestObligation } from "../../ledger/request-obligation.ts";
import { type ChosenWindow, chooseKnownWindow, chooseWindow } from "../choose-window.ts";
import type { DispatchRequest, NarrowRequest, OwedView } from "../commands.ts";
import { narrowingOf, narrowingText } from "../narrow.ts";
import { type Desk, extractFor } from "./desk.ts";
import { owedView } from "./views.ts";

/**
 * Makes a run of a reviewed extract owed. It is compiled first, so that what can't run is refused to whoever asks. Errors:
 * `extract-unknown`, `not-allowed`, `window-*`, `narrowing-refused`, compile-*.
 */
export async function dispatch(desk: Desk, request: DispatchRequest): Promise<OwedView> {
  const { estate, caller } = desk;
  const extract = extractFor(desk, request.extract, "run.dispatch");
  const now = await estate.ledger.time();
  const today = now.slice(0, 10);
  const less = asksForLess(request.narrow) ? request.narrow : undefined;
  const narrow = less === undefined ? undefined : narrowingOf(extract, less, today);
  const { kind, window }: ChosenWindow =
    narrow === undefined
      ? await chooseKnownWindow(estate.ledger, extract, request, now)
      : { ...chooseWindow(extract, request, now), kind: "Adhoc" };
  const { definitionHash } = compileExtract(extract, {
    kind,
    window,
    dialect: dialectOf(estate.connections, extract.product.warehouse),
    today,
    ...(narrow === undefined ? {} : { narrow }),
  });
  const owed = await requestObligation(estate.ledger, {
    extract: extract.name,
    kind,
    window,
    requester: caller.user,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    ...(less === undefined ? {} : { narrowing: narrowingText(less) }),
    definitionHash,
    ...(estate.reserveMs === undefined ? {} : { reserveMs: estate.reserveMs }),
  });
  estate.wake();
  return owedView(owed);
}

function asksForLess(narrow: NarrowRequest | undefined): narrow is NarrowRequest {
  return narrow !== undefined && Object.values(narrow).some((value) => value !== undefined);
}
