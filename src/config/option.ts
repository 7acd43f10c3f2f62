/**
 * The kinds of option there are, and how the text of each is read: strictly, one spelling per value. A kind answers with
 * the value or with what it expected; who asked (flag or variable) is named by read-config.ts.
 */
import { isIP } from 'node:net';
import { Secret } from './secret.ts';

export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly expected: string };

export interface Option<T> {
  /** How the value looks in help, `--port NUMBER`. */
  readonly placeholder: string;
  /** One sentence: what it does, with its unit. */
  readonly sentence: string;
  readonly default: T;
  /** The default as a person reads it. */
  readonly defaultText: string;
  /** Never printed. */
  readonly secret: boolean;
  read(text: string): Reading<T>;
}

export function integer(of: { min: number; max: number; default: number; sentence: string }): Option<number> {
  const expected = `a whole number from ${of.min} to ${of.max}`;
  return {
    placeholder: 'NUMBER',
    sentence: of.sentence,
    default: of.default,
    defaultText: String(of.default),
    secret: false,
    read(text) {
      const value = /^(0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : Number.NaN;
      return value >= of.min && value <= of.max ? { ok: true, value } : { ok: false, expected };
    },
  };
}

export function choice<const T extends string>(of: { values: readonly T[]; default: T; sentence: string }): Option<T> {
  return {
    placeholder: of.values.join('|'),
    sentence: of.sentence,
    default: of.default,
    defaultText: of.default,
    secret: false,
    read(text) {
      const value = of.values.find((candidate) => candidate === text);
      return value === undefined ? { ok: false, expected: `one of ${of.values.join(', ')}` } : { ok: true, value };
    },
  };
}

/** Printable text on one line. */
export function text<T extends string | undefined>(of: {
  default: T;
  defaultText: string;
  placeholder: string;
  charactersMax: number;
  sentence: string;
}): Option<string | T> {
  const expected = `1 to ${of.charactersMax} characters without control characters`;
  return {
    placeholder: of.placeholder,
    sentence: of.sentence,
    default: of.default,
    defaultText: of.defaultText,
    secret: false,
    read(text) {
      const fits = text.length > 0 && text.length <= of.charactersMax && !/\p{Cc}/u.test(text);
      return fits ? { ok: true, value: text } : { ok: false, expected };
    },
  };
}

/** One word of a known form. */
export function word(of: {
  fits: (text: string) => boolean;
  default: string;
  placeholder: string;
  expected: string;
  sentence: string;
}): Option<string> {
  return {
    placeholder: of.placeholder,
    sentence: of.sentence,
    default: of.default,
    defaultText: of.default,
    secret: false,
    read: (text) => (of.fits(text) ? { ok: true, value: text } : { ok: false, expected: of.expected }),
  };
}

/** `2026-01-31`: a day that the calendar has. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Date.parse lets 31 February be 3 March; only a day that comes back the same is one.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Credentials and first server, and after them further servers in the way of PostgreSQL's own clients: the store reads those. */
const furtherServers = /^(\w+:\/\/(?:[^/?#]*@)?[^/?#,@]+)(?:,[^/?#,@]+)+/;

export function secretUrl(of: {
  protocols: readonly string[];
  defaultText: string;
  sentence: string;
}): Option<Secret | undefined> {
  const expected = `a URL that begins with ${of.protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  return {
    placeholder: 'URL',
    sentence: of.sentence,
    default: undefined,
    defaultText: of.defaultText,
    secret: true,
    read(text) {
      const first = text.replace(furtherServers, '$1');
      const url = URL.canParse(first) ? new URL(first) : undefined;
      const fits = url !== undefined && of.protocols.includes(url.protocol) && !url.host.includes(',');
      return fits ? { ok: true, value: new Secret(text) } : { ok: false, expected };
    },
  };
}

/** A secret that people and scripts pass in a header: no spaces, and too long to be guessed. */
export function secretToken(of: { charactersMin: number; sentence: string }): Option<Secret | undefined> {
  const expected = `${of.charactersMin} to 256 letters, digits or signs of -._~+/=`;
  return {
    placeholder: 'TOKEN',
    sentence: of.sentence,
    default: undefined,
    defaultText: 'none',
    secret: true,
    read(text) {
      const fits = text.length >= of.charactersMin && text.length <= 256 && /^[\w.~+/=-]+$/.test(text);
      return fits ? { ok: true, value: new Secret(text) } : { ok: false, expected };
    },
  };
}

/** Where error reports go, in the way of the Sentry protocol: `https://KEY@host/PROJECT`. The key lets anybody report. */
export function reportsUrl(of: { sentence: string }): Option<Secret | undefined> {
  return {
    placeholder: 'DSN',
    sentence: of.sentence,
    default: undefined,
    defaultText: 'none are sent',
    secret: true,
    read(text) {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      const fits =
        url !== undefined &&
        /^https?:$/.test(url.protocol) &&
        /^\w+$/.test(url.username) &&
        url.search + url.hash === '' &&
        /\/\d+$/.test(url.pathname);
      return fits
        ? { ok: true, value: new Secret(text) }
        : { ok: false, expected: 'a DSN such as https://KEY@errors.example.org/1' };
    },
  };
}

/** `http://host:port`, nothing behind it. */
export function webUrl(of: { defaultText: string; sentence: string }): Option<string | undefined> {
  return {
    placeholder: 'URL',
    sentence: of.sentence,
    default: undefined,
    defaultText: of.defaultText,
    secret: false,
    read(text) {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      const fits = url !== undefined && /^https?:$/.test(url.protocol) && text.replace(/\/$/, '') === url.origin;
      return fits ? { ok: true, value: url.origin } : { ok: false, expected: 'a URL such as http://10.0.0.5:8080' };
    },
  };
}

/** Addresses and networks separated by commas: `10.0.0.0/8,::1`. */
export function networks(of: { sentence: string }): Option<readonly string[]> {
  return {
    placeholder: 'CIDR,…',
    sentence: of.sentence,
    default: [],
    defaultText: 'none',
    secret: false,
    read(text) {
      const value = text.split(',');
      const wrong = value.find((network) => !isNetwork(network));
      if (wrong === undefined) return { ok: true, value };
      return {
        ok: false,
        expected: `IP addresses or networks such as 10.0.0.0/8, separated by commas (not "${wrong}")`,
      };
    },
  };
}

/** Floors' names separated by commas. */
export function floorNames(of: { sentence: string }): Option<readonly string[]> {
  return {
    placeholder: 'NAME,…',
    sentence: of.sentence,
    default: [],
    defaultText: 'none',
    secret: false,
    read(text) {
      const value = text.split(',');
      const isList = value.every((name) => /^[a-z][a-z0-9-]{0,31}$/.test(name));
      return isList
        ? { ok: true, value }
        : { ok: false, expected: 'names of floors such as main, separated by commas' };
    },
  };
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^(0|[1-9][0-9]{0,2})$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
