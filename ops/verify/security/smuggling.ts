/**
 * Requests whose end two servers could see in different places (RFC 9112, sections 6.3 and 11.2): each must be answered 400 or have
 * its connection closed, and must never reach the application. Whether it did is asked of the load balancer's own log, by the port of
 * our connection, for an answer alone can't tell who gave it.
 */
import { answerOf, type Check, type CheckParts } from '../check.ts';
import { type Finding, judge, passed, undecided } from '../finding.ts';
import type { RawAnswer, RawInput } from '../probe/raw-requests.ts';
import { hostsOf } from '../site.ts';

/** `HOST` stands for the service's name; the path says in logs what it was. */
const post = 'POST /api/v3/order/test HTTP/1.1\r\nHost: HOST\r\n';
const smuggled = 'GET /api/v3/smuggled HTTP/1.1\r\nHost: HOST\r\n\r\n';

export const shapes: Readonly<Record<string, string>> = {
  'CL.TE': `${post}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  'TE.CL': `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`,
  'two lengths': `${post}Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
  'a list of lengths': `${post}Content-Length: 0, ${smuggled.length}\r\n\r\n${smuggled}`,
  'a signed length': `${post}Content-Length: +5\r\n\r\nhello`,
  'bare LF between lines': `POST /api/v3/order/test HTTP/1.1\nHost: HOST\nContent-Length: 0\n\n`,
  'bare LF in a header': `${post}X-One: 1\nContent-Length: 0\r\n\r\n`,
  'bare CR in a header': `${post}X-One: 1\rContent-Length: 5\r\n\r\n`,
  'space before the colon': `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  'folded header': `${post}Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\nhello`,
  'unknown encoding': `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  'two encodings': `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
  'chunk size with a sign': `${post}Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n`,
  'chunk ended by bare LF': `${post}Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n`,
  'two hosts': `GET /api/v3/ping HTTP/1.1\r\nHost: HOST\r\nHost: elsewhere.test\r\n\r\n`,
  'no host': 'GET /api/v3/ping HTTP/1.1\r\n\r\n',
  'zero byte in a header': `GET /api/v3/ping HTTP/1.1\r\nHost: HOST\r\nX-One: a\0b\r\n\r\n`,
  'HTTP/0.9': 'GET /api/v3/ping\r\n',
};

/**
 * A bare LF may be taken as the end of a line (RFC 9112, 2.2), and HAProxy takes it so: it has no setting against it. What it passes on
 * is written anew with CRLF, so nobody sees another end; that there was one request and one answer is looked at all the same.
 */
const tolerated = ['bare LF between lines', 'bare LF in a header'];

export const smuggling: Check = {
  name: 'http.smuggling',
  async run(parts) {
    const { serviceAddress: address, serviceName: serverName } = parts.site;
    const requests = Object.entries(shapes).map(([name, bytes]) => ({
      name,
      bytes: bytes.replaceAll('HOST', serverName),
    }));
    const begun = Math.floor(Date.now() / 1000) - 1;
    const input: RawInput = { address, serverName, authority: parts.authority, requests };
    const answers = await parts.probe<RawInput, readonly RawAnswer[]>('raw', input);
    const log = await balancerLog(parts, begun);
    return answers.map((answer) => judgeShape(answer, log));
  },
};

export function logWords(begunSeconds: number): readonly string[] {
  return ['sudo', 'journalctl', '--quiet', '--no-pager', '--output=cat', `--since=@${begunSeconds}`, '_COMM=haproxy'];
}

export function judgeShape({ name, localPort, text, closed }: RawAnswer, log: string): Finding {
  const check = `http.smuggling ${name}`;
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 'none';
  const answers = text.match(/^HTTP\/1\.[01] \d{3}/gm)?.length ?? 0;
  const lines = log.split('\n').filter((line) => line.includes(`:${localPort} [`));
  const passedOn = lines.filter((line) => !/ \S+\/<NOSRV> /.test(line));
  const measured = { status, answers, closed, logged: lines.length, passedOn: passedOn.length };
  if (lines.length === 0 && answers > 0) {
    return undecided(check, 'the load balancers logged nothing of it: who answered is not known', { measured });
  }
  if (tolerated.includes(name) && passedOn.length === 1 && answers === 1) {
    return passed(check, 'taken as one request and written anew (RFC 9112, 2.2)', { measured });
  }
  const wrong = [
    ...(passedOn.length > 0 ? [`passed on to the application: ${passedOn[0]}`] : []),
    ...(status === '400' || (status === 'none' && closed)
      ? []
      : [`answered ${status}${closed ? '' : ', and left open'}`]),
    ...(answers > 1 ? [`${answers} answers to one request`] : []),
  ];
  const good = status === 'none' ? 'closed without an answer' : 'answered 400 and passed on to nobody';
  return judge(check, good, wrong, { measured });
}

async function balancerLog(parts: CheckParts, begunSeconds: number): Promise<string> {
  const logs = hostsOf(parts.site, 'lb').map(({ name }) => answerOf(parts, parts.on(name, logWords(begunSeconds))));
  return (await Promise.all(logs)).join('\n');
}
