/** What a feed is to its topic and in the ids of its events: its `id`, which stays when it is renamed, else its name. */
export function feedId({ id, name }: { readonly id?: string | undefined; readonly name: string }): string {
  return id ?? name;
}
