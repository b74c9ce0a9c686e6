const byFormat: Readonly<Record<string, string>> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json",
  ndjson: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
};

/** The media type of an output's files. */
export function mediaTypeOf(format: string, compress: string): string {
  if (compress === "zip") return "application/zip";
  if (compress === "gzip") return "application/gzip";
  return byFormat[format] ?? "application/octet-stream";
}
