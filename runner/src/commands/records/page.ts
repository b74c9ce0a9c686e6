/** A page of a list, and how many there are in all. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

/** Which page, in which order; `sort` names a column, with `-` in front for descending. */
export interface ListQuery {
  readonly page?: number;
  /** Default: 10 (SEEDS 26); at most 1000. */
  readonly pageSize?: number;
  readonly sort?: string;
  /** Part of the name, without regard to case. */
  readonly search?: string;
}
