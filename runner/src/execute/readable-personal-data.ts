/**
 * The columns of an output that show personal data in the clear, by its manifest: what else may be done with the file depends on
 * it. Undefined for a text that is no manifest.
 */
export function readablePersonalData(manifest: string): readonly string[] | undefined {
  try {
    const { columns } = JSON.parse(manifest) as { readonly columns: readonly ManifestColumn[] };
    return columns.flatMap(({ name, pii, mask }) => (pii === undefined || pii === "none" || mask !== undefined ? [] : [name]));
  } catch {
    return undefined;
  }
}

interface ManifestColumn {
  readonly name: string;
  readonly pii?: string;
  readonly mask?: string;
}
