import type { TemplateResult } from "lit";
import { pager } from "../shared/pager.ts";
import type { AskedList } from "./asked-list.ts";

/** The pager of a list: what it is asked for, and the page that is in sight meanwhile. */
export function listPager(list: AskedList<unknown>, pageSize: number): TemplateResult {
  const { answer, state } = list;
  return pager({
    page: state.page,
    pageSize,
    total: answer?.total ?? 0,
    ...(answer === undefined ? {} : { shown: answer }),
    onPage: (page) => list.set({ page }),
    onPageSize: (size) => list.set({ pageSize: size }),
  });
}
