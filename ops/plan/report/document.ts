/** A report as blocks, so that one is written once and read as a page of HTML or as Markdown. */
export type Tone = 'good' | 'bad' | 'open' | 'plain';

/** A cell or a value: text, perhaps a code, perhaps with a mark that says how it stands. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  readonly code?: boolean;
  /** Another file of the same bundle. */
  readonly link?: string;
  /** Smaller lines under it. */
  readonly under?: readonly string[];
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [string, Cell])[] }
  | {
      readonly kind: 'table';
      readonly headings: readonly string[];
      /** A text is a heading for the rows that follow it. */
      readonly rows: readonly (readonly Cell[] | string)[];
      /** Share of the width of each column, in percent. */
      readonly widths: readonly number[];
    }
  | { readonly kind: 'output'; readonly title: string; readonly text: string };

export interface ReportDocument {
  readonly title: string;
  /** One line under the title. */
  readonly subtitle: string;
  readonly blocks: readonly Block[];
  /** The last line: what it was made from. */
  readonly source: string;
}

export function cell(text: string, more: Omit<Cell, 'text'> = {}): Cell {
  return { text, ...more };
}
