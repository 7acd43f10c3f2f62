/**
 * Shapes of values, made from examples and held against them. A field is required when every example had it; a field that no
 * example had is undocumented, and an answer with one does not fit.
 */
import type { Schema } from '../../src/gateway/api-docs/facts.ts';

const decimal = /^-?\d+\.\d+$/;
/** Objects keyed by assets or symbols instead of names of fields. */
const keyed = /^[A-Z0-9]{2,}$/;

export class Shape {
  readonly #kinds = new Set<string>();
  readonly #fields = new Map<string, { readonly shape: Shape; seen: number }>();
  #objects = 0;
  #values: Shape | undefined;
  #items: Shape | undefined;
  #places: Shape[] | undefined;
  #isDecimal = true;

  add(value: unknown): this {
    if (value === null) this.#kinds.add('null');
    else if (Array.isArray(value)) this.#addList(value);
    else if (typeof value === 'object') this.#addObject(value);
    else if (typeof value === 'number') this.#kinds.add(Number.isInteger(value) ? 'integer' : 'number');
    else this.#kinds.add(typeof value);
    if (typeof value === 'string' && !decimal.test(value)) this.#isDecimal = false;
    return this;
  }

  #addList(values: readonly unknown[]): void {
    this.#kinds.add('array');
    for (const value of values) {
      this.#items ??= new Shape();
      // A row in a list has a place for each value: price and quantity, or the twelve of a candle.
      if (Array.isArray(value) && value.length > 1) this.#items.#addRow(value);
      else this.#items.add(value);
    }
  }

  #addRow(row: readonly unknown[]): void {
    this.#kinds.add('array');
    this.#places ??= row.map(() => new Shape());
    for (const [index, value] of row.entries()) this.#places[index]?.add(value);
  }

  #addObject(value: object): void {
    this.#kinds.add('object');
    const entries = Object.entries(value);
    if (entries.length > 0 && entries.every(([name]) => keyed.test(name))) {
      this.#values ??= new Shape();
      for (const [, field] of entries) this.#values.add(field);
      return;
    }
    this.#objects++;
    for (const [name, field] of entries) {
      const known = this.#fields.get(name) ?? { shape: new Shape(), seen: 0 };
      known.shape.add(field);
      known.seen++;
      this.#fields.set(name, known);
    }
  }

  get schema(): Schema {
    const kinds = [...this.#kinds].filter((kind) => kind !== 'integer' || !this.#kinds.has('number'));
    const [only] = kinds;
    if (only === undefined) return {};
    const fields = [...this.#fields];
    return {
      type: kinds.length === 1 ? only : kinds.sort(),
      ...(this.#kinds.has('string') && this.#isDecimal ? { format: 'decimal' } : {}),
      ...(this.#values === undefined ? {} : { additionalProperties: this.#values.schema }),
      ...(fields.length === 0
        ? {}
        : {
            properties: Object.fromEntries(fields.map(([name, { shape }]) => [name, shape.schema])),
            required: fields.filter(([, { seen }]) => seen === this.#objects).map(([name]) => name),
          }),
      ...(this.#items === undefined ? {} : { items: this.#items.schema }),
      ...(this.#places === undefined
        ? {}
        : { prefixItems: this.#places.map((place) => place.schema), items: false as const }),
    };
  }
}

/** Where a value does not fit its schema, as paths with a word; empty when it fits. */
export function misfits(schema: Schema, value: unknown, path = '$'): string[] {
  if (schema.type === undefined) return [];
  const kinds = [schema.type].flat();
  const kind = kindOf(value);
  if (!kinds.includes(kind) && !(kind === 'integer' && kinds.includes('number'))) return [`${path} is ${kind}`];
  if (typeof value === 'string' && schema.format === 'decimal' && !decimal.test(value)) return [`${path} no decimal`];
  if (typeof value === 'string' && schema.enum?.includes(value) === false) return [`${path} is ${value}`];
  if (Array.isArray(value)) return value.flatMap((item, index) => listMisfits(schema, item, index, path));
  return typeof value === 'object' && value !== null ? objectMisfits(schema, value, path) : [];
}

function listMisfits({ prefixItems, items }: Schema, item: unknown, index: number, path: string): string[] {
  const fit = prefixItems?.[index] ?? items;
  if (fit === false || fit === undefined) return [`${path}[${index}] is undocumented`];
  return misfits(fit, item, `${path}[${index}]`);
}

function objectMisfits({ properties, required = [], additionalProperties }: Schema, value: object, path: string) {
  const missing = additionalProperties === undefined ? required.filter((name) => !Object.hasOwn(value, name)) : [];
  const found = Object.entries(value).flatMap(([name, field]) => {
    const fit = properties?.[name] ?? additionalProperties;
    return fit === undefined ? [`${path}.${name} is undocumented`] : misfits(fit, field, `${path}.${name}`);
  });
  return [...missing.map((name) => `${path}.${name} is missing`), ...found];
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
}
