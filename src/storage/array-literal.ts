/**
 * PostgreSQL array literals of values that need no quoting: numbers, bigints, booleans, words of small letters. The driver
 * quotes and escapes every element of an array, which for thousands of numbers costs more than everything else together.
 */
export type PlainValue = number | bigint | boolean | string | undefined;

/** `{1,NULL,limit_maker}`. Not for text that came from outside: its quotes and commas would not be escaped. */
export function plainArray<Row>(rows: readonly Row[], read: (row: Row) => PlainValue): string {
  let text = '{';
  for (const row of rows) {
    if (text.length > 1) text += ',';
    text += read(row) ?? 'NULL';
  }
  return `${text}}`;
}
