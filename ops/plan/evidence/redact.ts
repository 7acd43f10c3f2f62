/**
 * Takes secrets out of everything before it is kept. Two ways: values that are known to be secret (from the environment, wherever they
 * turn up), and shapes that secrets have (passwords in URLs, private keys, tokens in headers, `password=…`). It rather takes too much.
 */
import type { Json } from './canonical.ts';

export const redacted = '[redacted]';

/** Shorter values would turn up by chance. */
const secretCharactersMin = 6;
const secretName = /PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE|CREDENTIAL|API_?KEY|PASSPHRASE/i;

const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, redacted],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/gi, `$1${redacted}`],
  [/\b((?:proxy-)?authorization:\s*(?:bearer|basic|digest)?\s*)\S+/gi, `$1${redacted}`],
  [/\b(x-mbx-apikey|x-api-key|cookie|set-cookie)(:\s*)[^\r\n]+/gi, `$1$2${redacted}`],
  [/\b(bearer\s+)[\w.~+/-]{8,}=*/gi, `$1${redacted}`],
  [
    /((?:password|passwd|passphrase|secret|token|api[_-]?key|signature)["']?\s*[=:]\s*)("(?:\\.|[^"\\])*"|'[^']*'|[^\s,;&"'}]+)/gi,
    `$1${redacted}`,
  ],
];

export type Redact = (text: string) => string;

/** `environment` gives the values that are secret by their name. */
export function redactor(environment: Readonly<Record<string, string | undefined>>): Redact {
  const secrets = Object.entries(environment)
    .filter(([name]) => secretName.test(name))
    .map(([, value]) => value ?? '')
    .filter((value) => value.length >= secretCharactersMin)
    .sort((left, right) => right.length - left.length);
  return (text) => {
    let clean = text;
    for (const secret of secrets) clean = clean.replaceAll(secret, redacted);
    for (const [shape, instead] of shapes) clean = clean.replace(shape, instead);
    return clean;
  };
}

/** The same value with every text in it cleaned; names of members stay. */
export function redactAll(value: Json, redact: Redact): Json {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member) => redactAll(member, redact));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactAll(member, redact)]));
}
