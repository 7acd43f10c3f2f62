/** What a value looks like: the kind of each field, decimals as such. Arrays are described by their first row. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).map(([name, field]) => [name, shapeOf(field)]);
  }
  if (typeof value === 'string' && /^-?\d+\.\d+$/.test(value)) return 'decimal';
  return value === null ? 'null' : typeof value;
}
