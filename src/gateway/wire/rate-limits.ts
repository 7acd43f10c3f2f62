/** The request limits as numbers, and as clients read them. `exchangeInfo`, the headers and the counters must agree. */
export interface RateLimits {
  /** Request weight per minute and address. */
  readonly weightPerMinute: number;
  /** Unfilled orders per account, in ten seconds and in a day. */
  readonly ordersPerTenSeconds: number;
  readonly ordersPerDay: number;
  /** Requests per five minutes and address. */
  readonly requestsPerFiveMinutes: number;
  /** New sockets per five minutes and address. */
  readonly connectsPerFiveMinutes: number;
}

export const defaultRateLimits: RateLimits = {
  weightPerMinute: 6000,
  ordersPerTenSeconds: 100,
  ordersPerDay: 200_000,
  requestsPerFiveMinutes: 300_000,
  connectsPerFiveMinutes: 300,
};

export interface RateLimitRow {
  readonly rateLimitType: 'REQUEST_WEIGHT' | 'ORDERS' | 'RAW_REQUESTS';
  readonly interval: 'SECOND' | 'MINUTE' | 'DAY';
  readonly intervalNum: number;
  readonly limit: number;
  readonly count?: number;
}

export function rateLimitRows(limits: RateLimits): readonly RateLimitRow[] {
  return [
    { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: limits.weightPerMinute },
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: limits.ordersPerTenSeconds },
    { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: limits.ordersPerDay },
    { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: limits.requestsPerFiveMinutes },
  ];
}

export function rateLimitsJson(limits: RateLimits): string {
  return JSON.stringify(rateLimitRows(limits));
}

/** The weight row with its count, for answers on sockets. */
export function weightRow(limits: RateLimits, count: number): RateLimitRow {
  return {
    rateLimitType: 'REQUEST_WEIGHT',
    interval: 'MINUTE',
    intervalNum: 1,
    limit: limits.weightPerMinute,
    count,
  };
}

export interface OrderCounts {
  readonly tenSeconds: number;
  readonly day: number;
}

/** The order rows with their counts: `rateLimit/order`, and answers on sockets. */
export function orderRows(limits: RateLimits, counts: OrderCounts): readonly RateLimitRow[] {
  return [
    {
      rateLimitType: 'ORDERS',
      interval: 'SECOND',
      intervalNum: 10,
      limit: limits.ordersPerTenSeconds,
      count: counts.tenSeconds,
    },
    {
      rateLimitType: 'ORDERS',
      interval: 'DAY',
      intervalNum: 1,
      limit: limits.ordersPerDay,
      count: counts.day,
    },
  ];
}
