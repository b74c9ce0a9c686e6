/** Whether `Accept-Encoding` takes gzip (RFC 9110, 12.5.3): by name or by `*`, and not with a weight of 0. */
export function acceptsGzip(header: string | readonly string[] | undefined): boolean {
  const weights = new Map<string, number>();
  for (const each of (typeof header === "string" ? header : (header ?? []).join(",")).split(",")) {
    const [coding = "", ...parameters] = each.split(";").map((text) => text.trim().toLowerCase());
    const weight = parameters.map((text) => /^q=([01](?:\.\d{0,3})?)$/.exec(text)?.[1]).find((text) => text !== undefined);
    weights.set(coding, Number(weight ?? 1));
  }
  return (weights.get("gzip") ?? weights.get("x-gzip") ?? weights.get("*") ?? 0) > 0;
}
