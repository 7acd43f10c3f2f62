/**
 * What leaves the house in an error report, made harmless: keys, signatures, passwords and tokens by their form, queries whole, addresses unless
 * they were asked for. Too much is cut rather than too little: an error is found by its name, place and release. It knows forms, not meanings, so
 * only short named fields are ever put in beside messages (error-reports.ts).
 */
export interface RedactOptions {
  /** Whether IP addresses may stay. */
  readonly addresses: boolean;
  readonly charactersMax: number;
}

const cut = '[redacted]';

/** In this order: what a later form would tear apart comes first. */
const secretForms: readonly (readonly [form: RegExp, instead: string])[] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(-----END [A-Z ]+-----|$)/g, cut],
  // The name and password of a URL.
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@]*@/gi, `$1${cut}@`],
  // A query, to its end.
  [/\?[^\s"'`<>]*=[^\s"'`<>]*/g, `?${cut}`],
  // A name that says so, and its value, in JSON, headers, forms and prose.
  [
    /((?:api[-_]?key|apikey|secret|signature|password|passwd|token|authorization|cookie|listenkey|private[-_]?key)[\w-]{0,80}["']?\s{0,20}[=:]\s{0,20})(?:(?:bearer|basic)\s+)?("[^"]*"|'[^']*'|[^\s,;&}]+)/gi,
    `$1${cut}`,
  ],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${cut}`],
  // Keys, signatures and digests in hexadecimal, base64 or base64url. A path has its words in between.
  [/(?<![\w+/=%-])(?=[\w+/=%-]*\d)[\w+/=%-]{24,}/g, cut],
];

const addressForms: readonly RegExp[] = [
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/g,
  /(?<![\w:.])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])/gi,
  /(?<![\w:.])[0-9a-f]{0,4}::[0-9a-f]{0,4}(?![\w:])/gi,
];

export function redactText(text: string, { addresses, charactersMax }: RedactOptions): string {
  // Cut first, with room for what redaction takes away, so that an endless text costs no more than a long one.
  let clean = text.slice(0, charactersMax * 4);
  for (const [form, instead] of secretForms) clean = clean.replace(form, instead);
  if (!addresses) for (const form of addressForms) clean = clean.replace(form, '[address]');
  return clean.length > charactersMax ? `${clean.slice(0, charactersMax - 1)}…` : clean;
}
