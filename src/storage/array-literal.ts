/**
 * PostgreSQL array literals of values that need no quoting: numbers, bigints, booleans, words of small letters. The driver
 * quotes and escapes every element of an array, which for thousands of numbers costs more than everything else together.
 */
export type PlainValue = number | bigint | boolean | string | undefined;

/**
 * `{1,NULL,limit_maker}`; null when no row has a value, as most columns of plain orders. Not for text that came from outside: its quotes
 * and commas would not be escaped.
 */
export function plainArray<Row>(rows: readonly Row[], read: (row: Row) => PlainValue): string | null {
  let empty = 0;
  while (empty < rows.length && read(rows[empty] as Row) === undefined) empty++;
  if (empty === rows.length) return null;
  let text = `{${'NULL,'.repeat(empty)}${read(rows[empty] as Row)}`;
  for (let index = empty + 1; index < rows.length; index++) text += `,${read(rows[index] as Row) ?? 'NULL'}`;
  return `${text}}`;
}

/**
 * `unnest($2::int[]), unnest($3::text[])` for `int text`: arrays as the columns of one row each, from the second parameter on; a shorter
 * one is filled up with NULL. Side by side behind SELECT, not as one function behind FROM: what that makes is laid down before it is read,
 * which took a sixth of an insert's time.
 */
export function columnsOf(types: string): string {
  return types
    .split(/\s+/)
    .map((type, index) => `unnest($${index + 2}::${type}[])`)
    .join(', ');
}
