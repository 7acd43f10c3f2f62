/** An operation's example as somebody would type it: for the shell, and for ccxt. `$SERVER`, `$KEY` and `$SECRET` are the reader's own. */
import type { Operation } from '../operations/operation.ts';
import type { OperationFact } from './facts.ts';

export interface CodeSample {
  readonly lang: 'Shell' | 'JavaScript';
  readonly label: string;
  readonly source: string;
}

export function samplesOf({ rest, access }: Operation, { request, ccxt }: OperationFact): readonly CodeSample[] {
  const parameters = Object.entries(request).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  const send = `curl ${rest.method === 'GET' ? '' : `-X ${rest.method} `}`;
  const key = `-H "X-MBX-APIKEY: $KEY" `;
  const query = parameters.length === 0 ? '' : `?${parameters.join('&')}`;
  const shell =
    access === 'public' || access === 'key'
      ? `${send}${access === 'key' ? key : ''}"$SERVER${rest.path}${query}"`
      : [
          `query="${[...parameters, 'timestamp=$(date +%s%3N)'].join('&')}"`,
          `signature=$(printf %s "$query" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/.* //')`,
          `${send}${key}"$SERVER${rest.path}?$query&signature=$signature"`,
        ].join('\n');
  const samples: CodeSample[] = [{ lang: 'Shell', label: 'curl', source: shell }];
  if (ccxt !== undefined) {
    const argument = parameters.length === 0 ? '' : JSON.stringify(request, undefined, 2).replace(/"(\w+)":/g, '$1:');
    samples.push({ lang: 'JavaScript', label: 'ccxt', source: `await exchange.${ccxt}(${argument});` });
  }
  return samples;
}

/** Of a call with a JSON body. */
export function actionSample(path: string, body: unknown): readonly CodeSample[] {
  const source = `curl -H "Content-Type: application/json" -d '${JSON.stringify(body)}' "$SERVER${path}"`;
  return [{ lang: 'Shell', label: 'curl', source }];
}
