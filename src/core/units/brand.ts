/**
 * The branded number types of the core, and what each one counts.
 *
 * | type        | counts                                         | range            |
 * | ----------- | ---------------------------------------------- | ---------------- |
 * | Price       | ticks of its symbol                            | 1 .. 2^31 - 1    |
 * | Quantity    | lots of its symbol                             | 1 .. 2^53 - 1    |
 * | Amount      | smallest units of an asset, exact, any size    | bigint           |
 * | TimestampUs | microseconds since 1970-01-01 UTC, floor time  | safe integer     |
 * | OrderId     | orders of one symbol, rising                   | safe integer     |
 * | OrderListId | order lists of one floor, rising               | safe integer     |
 * | TradeId     | trades of one symbol, contiguous               | safe integer     |
 *
 * A brand exists for the compiler only; at run time these are plain numbers.
 */
declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

export type Price = Brand<number, 'Price'>;
export type Quantity = Brand<number, 'Quantity'>;
export type Amount = Brand<bigint, 'Amount'>;
export type TimestampUs = Brand<number, 'TimestampUs'>;
export type OrderId = Brand<number, 'OrderId'>;
export type OrderListId = Brand<number, 'OrderListId'>;
export type TradeId = Brand<number, 'TradeId'>;
export type AccountId = Brand<number, 'AccountId'>;
/** Position of an asset in the floor's definition. */
export type AssetIndex = Brand<number, 'AssetIndex'>;
/** Position of a symbol in the floor's definition. */
export type SymbolIndex = Brand<number, 'SymbolIndex'>;
/** Place of a command in the floor's journal: 1, 2, 3, … */
export type Sequence = Brand<number, 'Sequence'>;
