/** What an expression may name: `github`, `inputs`, `steps` and so on. */
export type Contexts = Readonly<Record<string, unknown>>;

/** Functions of an expression, by name in lower case: `always()`, `startsWith(a, b)`. */
export type Functions = Readonly<Record<string, (...values: readonly unknown[]) => unknown>>;

/**
 * A text with its `${{ }}` replaced, as GitHub does it: into the text, without a look at what the text is for. Anything of an
 * expression that is not done here fails the test that uses it.
 */
export function interpolate(text: string, contexts: Contexts, functions: Functions = {}): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => asText(evaluate(expression, contexts, functions)));
}

/** The value of an expression. */
export function evaluate(expression: string, contexts: Contexts, functions: Functions = {}): unknown {
  const parser = new Parser(tokensOf(expression), contexts, { ...ownFunctions, ...functions });
  const value = parser.or();
  parser.end();
  return value;
}

/** Whether GitHub takes a value for true: `if:`. */
export function isTruthy(value: unknown): boolean {
  return !(value === undefined || value === null || value === false || value === 0 || value === "" || Number.isNaN(value));
}

const ownFunctions: Functions = {
  startswith: (text, start) => asText(text).toLowerCase().startsWith(asText(start).toLowerCase()),
};

type Token = { readonly type: "text" | "number" | "name" | "sign"; readonly text: string };

function tokensOf(expression: string): Token[] {
  const pattern = /\s*(?:'((?:[^']|'')*)'|(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_-]*)|(==|!=|&&|\|\||[!().,[\]]))/gy;
  const tokens: Token[] = [];
  const trimmed = expression.trimEnd();
  while (pattern.lastIndex < trimmed.length) {
    const at = pattern.lastIndex;
    const [, text, number, name, sign] = pattern.exec(trimmed) ?? [];
    if (text !== undefined) tokens.push({ type: "text", text: text.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ type: "number", text: number });
    else if (name !== undefined) tokens.push({ type: "name", text: name });
    else if (sign !== undefined) tokens.push({ type: "sign", text: sign });
    else throw new Error(`Nobody can read ${JSON.stringify(trimmed.slice(at))} in the expression ${expression}`);
  }
  return tokens;
}

/** By falling precedence: `!`, `==` and `!=`, `&&`, `||`. */
class Parser {
  readonly #tokens: Token[];
  readonly #contexts: Contexts;
  readonly #functions: Functions;

  constructor(tokens: Token[], contexts: Contexts, functions: Functions) {
    this.#tokens = tokens;
    this.#contexts = contexts;
    this.#functions = functions;
  }

  or(): unknown {
    let value = this.#and();
    while (this.#take("||")) {
      const other = this.#and();
      value = isTruthy(value) ? value : other;
    }
    return value;
  }

  end(): void {
    if (this.#tokens.length > 0) throw new Error(`There is more than one expression: ${this.#tokens[0]?.text}`);
  }

  #and(): unknown {
    let value = this.#equal();
    while (this.#take("&&")) {
      const other = this.#equal();
      value = isTruthy(value) ? other : value;
    }
    return value;
  }

  #equal(): unknown {
    const value = this.#not();
    if (this.#take("==")) return isEqual(value, this.#not());
    if (this.#take("!=")) return !isEqual(value, this.#not());
    return value;
  }

  #not(): unknown {
    return this.#take("!") ? !isTruthy(this.#not()) : this.#value();
  }

  #value(): unknown {
    if (this.#take("(")) {
      const value = this.or();
      this.#expect(")");
      return value;
    }
    const token = this.#tokens.shift();
    if (token?.type === "text") return token.text;
    if (token?.type === "number") return Number(token.text);
    if (token?.type !== "name") throw new Error(`Expected a value, found ${token?.text}`);
    if (token.text === "true" || token.text === "false") return token.text === "true";
    if (token.text === "null") return null;
    return this.#take("(") ? this.#call(token.text) : this.#named(token.text);
  }

  #call(name: string): unknown {
    const values: unknown[] = [];
    if (!this.#take(")")) {
      do values.push(this.or());
      while (this.#take(","));
      this.#expect(")");
    }
    const known = this.#functions[name.toLowerCase()];
    if (known === undefined) throw new Error(`The stand-in does not know the function ${name}`);
    return known(...values);
  }

  #named(name: string): unknown {
    if (!(name in this.#contexts)) throw new Error(`The stand-in does not know the context ${name}`);
    let value = this.#contexts[name];
    while (this.#take(".")) {
      const key = this.#tokens.shift();
      if (key?.type !== "name") throw new Error(`Expected a key, found ${key?.text}`);
      value = (value as Record<string, unknown> | null | undefined)?.[key.text];
    }
    return value;
  }

  #take(sign: string): boolean {
    const [next] = this.#tokens;
    if (next?.type !== "sign" || next.text !== sign) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw new Error(`Expected ${sign}, found ${this.#tokens[0]?.text}`);
  }
}

/** Texts without regard to case; of different types the numbers that they are taken for. */
function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one === "string" && typeof other === "string") return one.toLowerCase() === other.toLowerCase();
  if (typeof one === typeof other && one !== null && other !== null) return one === other;
  return asNumber(one) === asNumber(other);
}

function asNumber(value: unknown): number {
  return value === undefined || value === null ? 0 : Number(value);
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
