/** Shorter ones can't be told from the words around them. */
const shortest = 4;
/** Of a secret of several lines, a key in PEM, each longer line is one, too. */
const shortestLine = 12;
const cover = "[secret]";

const known = new Set<string>();
let pattern: RegExp | undefined;

/** Remembers a secret of this process, in the forms in which a library may repeat it: `scrub` covers it from now on. */
export function keepSecret(secret: string): void {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= shortestLine);
  const forms = [secret, ...lines].flatMap((text) => [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    Buffer.from(text).toString("base64").replace(/=+$/, ""),
  ]);
  for (const form of forms) if (form.length >= shortest) known.add(form);
  // The longest first: one secret may begin with another.
  const longestFirst = [...known].sort((one, other) => other.length - one.length);
  if (longestFirst.length > 0)
    pattern = new RegExp(longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"), "g");
}

/**
 * A text in which every known secret is covered, and what looks like one: user and password of an address, signatures and
 * tokens in its query, bearer tokens. For logs, records and notices; data never passes through here.
 */
export function scrub(text: string): string {
  const covered = pattern === undefined ? text : text.replace(pattern, cover);
  return looksSecret.reduce((rest, [form, put]) => rest.replace(form, put), covered);
}

const looksSecret: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'@]+(?:@[^\s/?#"'@]+)*@/gi, `$1${cover}@`],
  [
    /([?&](?:[a-z0-9_.-]*(?:token|secret|password|passwd|signature|credential|api[_-]?key)|sig|key)=)[^\s&#"']+/gi,
    `$1${cover}`,
  ],
  [/\b(Bearer|Basic) [A-Za-z0-9._~+/=-]{8,}/g, `$1 ${cover}`],
  [/(\/v1\/links\/)[A-Za-z0-9._-]{20,}/g, `$1${cover}`],
];
