/** Answer headers by kind of answer, as flat lists of name and value. Built once; requests only add what varies. */
const common = [
  'x-content-type-options',
  'nosniff',
  'referrer-policy',
  'no-referrer',
  'cross-origin-opener-policy',
  'same-origin',
];

const nothingMayRun = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const json = [
  ...common,
  'content-type',
  'application/json;charset=UTF-8',
  'cache-control',
  'no-store',
  'content-security-policy',
  nothingMayRun,
];

/** Answers that belong to nobody else: no other site may read or embed them. */
export const privateJson: readonly string[] = [...json, 'cross-origin-resource-policy', 'same-origin'];

/** Market data: any site may read it. */
export const publicJson: readonly string[] = [
  ...json,
  'cross-origin-resource-policy',
  'cross-origin',
  'access-control-allow-origin',
  '*',
  'access-control-expose-headers',
  'x-mbx-used-weight,x-mbx-used-weight-1m,retry-after',
];

/** Answer to a browser that asks before it reads market data from another site. */
export const publicPreflight: readonly string[] = [
  ...common,
  'access-control-allow-origin',
  '*',
  'access-control-allow-methods',
  'GET, HEAD, OPTIONS',
  'access-control-allow-headers',
  'x-mbx-time-unit',
  'access-control-max-age',
  '86400',
];

/** The terminal: scripts, fonts and sockets of its own origin only. Nothing inline. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; " +
    "img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** Documents of the API, which any site may read. */
export const publicDocument: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'content-security-policy': nothingMayRun,
  'content-type': 'application/json;charset=UTF-8',
  'cache-control': 'no-cache',
};
