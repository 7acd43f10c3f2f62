/** What every answer says to browsers, and what answers must not say; and what the outside must not get at all. */
import type { Check } from '../check.ts';
import { type Finding, judge } from '../finding.ts';
import type { HttpAnswer, ServiceInput } from '../probe/exchange.ts';

export interface PagesInput extends ServiceInput {
  readonly paths: readonly string[];
}

export type PageAnswer = Pick<HttpAnswer, 'status' | 'headers'> & { readonly path: string };

/** Answered to anybody. */
const open = ['/', '/api/v3/ping', '/api/v3/nothing-here'] as const;

/** Kept to ourselves, however it is written. */
const kept = [
  '/metrics',
  '/Metrics',
  '/%6detrics',
  '/%6D%65trics',
  '//metrics',
  '/./metrics',
  '/api/../metrics',
  '/metrics/',
  '/metrics?x=1',
];
const keptPeers = ['/internal/v1/peer', '/%69nternal/v1/peer', '/internal%2fv1/peer', '//internal/v1/peer'];

const hstsSecondsMin = 31_536_000;

export const headers: Check = {
  name: 'http.headers',
  async run(parts) {
    const { serviceAddress: address, serviceName: serverName } = parts.site;
    const to = { address, serverName, authority: parts.authority, slot: parts.slot };
    const ask = (paths: readonly string[]) => parts.probe<PagesInput, readonly PageAnswer[]>('pages', { ...to, paths });
    const [pages, hidden, plain] = [
      await ask(open),
      await ask([...kept, ...keptPeers]),
      await parts.ask(
        parts.here([
          'curl',
          '--silent',
          '--head',
          '--max-time',
          '10',
          '--header',
          `Host: ${serverName}`,
          `http://${address}/api/v3/ping?x=1`,
        ]),
      ),
    ];
    return [judgeHeaders(pages), judgeStrictTransport(pages), judgeKept(hidden), judgePlain(plain.stdout, serverName)];
  },
};

export function judgeHeaders(pages: readonly PageAnswer[]): Finding {
  const wrong = pages.flatMap(({ path, headers }) => {
    const is = (name: string, pattern: RegExp) =>
      pattern.test(String(headers[name] ?? '')) ? [] : [`${path}: ${name} is ${JSON.stringify(headers[name] ?? '')}`];
    const isNot = (name: string) => (headers[name] === undefined ? [] : [`${path} tells ${name}: ${headers[name]}`]);
    return [
      ...is('x-content-type-options', /^nosniff$/),
      ...is('referrer-policy', /^(?:no-referrer|same-origin|strict-origin)$/),
      ...is('content-security-policy', /default-src '(?:none|self)'/),
      ...is('content-security-policy', /frame-ancestors 'none'/),
      ...(/unsafe-(?:inline|eval)/.test(String(headers['content-security-policy']))
        ? [`${path}: the policy allows inline code`]
        : []),
      ...isNot('server'),
      ...isNot('x-powered-by'),
      ...isNot('via'),
    ];
  });
  return judge(
    'http.headers',
    `${pages.length} answers say what browsers need and nothing about what runs here`,
    wrong,
  );
}

export function judgeStrictTransport(pages: readonly PageAnswer[]): Finding {
  const wrong = pages.flatMap(({ path, headers }) => {
    const seconds = Number(/max-age=(\d+)/.exec(String(headers['strict-transport-security'] ?? ''))?.[1] ?? 0);
    return seconds >= hstsSecondsMin ? [] : [`${path}: strict-transport-security holds for ${seconds} s`];
  });
  return judge('http.strict-transport', 'browsers come back encrypted for a year and longer', wrong);
}

/** A refusal is one only when the application can't have answered with what was asked for. */
export function judgeKept(answers: readonly PageAnswer[]): Finding {
  const wrong = answers
    .filter(({ status }) => ![400, 403, 404].includes(status))
    .map(({ path, status }) => `${path} answers ${status}`);
  return judge('http.kept', `${answers.length} ways to write the paths of figures and of servers are refused`, wrong);
}

export function judgePlain(answer: string, serverName: string): Finding {
  const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'nothing';
  const to = /^location: (\S+)/im.exec(answer)?.[1] ?? 'nowhere';
  const wrong = [
    ...(status === '308' || status === '301' ? [] : [`without encryption it answers ${status}`]),
    ...(to === `https://${serverName}/api/v3/ping?x=1` ? [] : [`it sends on to ${to}`]),
  ];
  return judge('http.redirect', `without encryption nothing is served: ${status} to https`, wrong);
}
