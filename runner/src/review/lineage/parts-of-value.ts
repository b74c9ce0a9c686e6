import { noValue, type Path, type Query, type Value } from "./query.ts";

/** Gathers what is inside of an expression while its tree is walked. */
export class ValueParts {
  readonly #columns: Path[] = [];
  readonly #bound: Path[] = [];
  readonly #rows: Path[] = [];
  readonly #queries: Value["queries"][number][] = [];
  #everything = false;
  #unknown: string | undefined;
  #counts = false;

  column(path: Path): void {
    this.#columns.push(path);
  }

  bound(path: Path): void {
    this.#bound.push(path);
  }

  row(table: Path): void {
    this.#rows.push(table);
  }

  query(query: Query, exists = false): void {
    this.#queries.push({ query, exists });
  }

  everything(): void {
    this.#everything = true;
  }

  counts(): void {
    this.#counts = true;
  }

  /** The first reason stays. */
  unknown(why: string): void {
    this.#unknown ??= why;
  }

  value(): Value {
    const unknown = this.#unknown === undefined ? {} : { unknown: this.#unknown };
    return {
      ...noValue,
      columns: this.#columns,
      bound: this.#bound,
      rows: this.#rows,
      queries: this.#queries,
      everything: this.#everything,
      ...(this.#counts && { counts: true }),
      ...unknown,
    };
  }
}
