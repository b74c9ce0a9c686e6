import type { ListQuery, Page } from "../../../runner/src/commands/commands.ts";

const pageSize = 1000;
/** More are not shown in a tree; the portal finds each of them. */
const mostPages = 20;

/** All items of a list, page by page. */
export async function allPages<Item>(list: (query: ListQuery) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let page = 1; page <= mostPages; page++) {
    const answer = await list({ page, pageSize, sort: "name" });
    items.push(...answer.items);
    if (page * pageSize >= answer.total) break;
  }
  return items;
}
