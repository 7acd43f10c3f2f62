/** What an import did besides reading, for the person who asked for it: sentences with counts, per symbol. */
export interface ImportNote {
  readonly symbol: string;
  readonly text: string;
  readonly count: number;
}
