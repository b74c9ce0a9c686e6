/** How many queries may run at a warehouse at a time: what its connection says, else 2 (connections.schema.json). */
export function mostQueries({ maxQueries = 2 }: { readonly maxQueries?: number | undefined }): number {
  return maxQueries;
}
