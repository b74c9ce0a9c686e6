/** That a feed goes on behind events that may be missing, and how they are sent; `message`: what had stopped it. */
export function missedEvents(feed: string, { message }: { readonly message: string }): string {
  const replay = `\`datafeed feed replay "${feed}" --from … --to …\``;
  return `It had stopped: ${message}\n  Events of the time until now may be missing: ${replay} sends them`;
}
