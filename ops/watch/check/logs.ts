/**
 * Whether logs arrive: a line with a word that nobody else writes goes into the journal of every host, and must stand in the file of
 * that host on the monitor host. A sender without a certificate must be refused, and its line must be nowhere.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsProblem } from '../../command/problem.ts';
import { bad, type Finding, good } from './finding.ts';

export interface LogHands {
  readonly hosts: readonly string[];
  readonly monitor: string;
  say(host: string, words: readonly string[], input?: string): Promise<string>;
  /** A word that has never been written before. */
  readonly word: string;
}

const secondsMax = 30;
const port = 6514;

/** Speaks TLS without a certificate of its own and sends one line (RFC 5425); says whether the other side kept on listening. */
const forge = `import socket, ssl, sys, time
host, port, word = sys.argv[1], int(sys.argv[2]), sys.argv[3]
context = ssl.create_default_context(cafile='/etc/paperfloor/pki/authority.crt')
line = f'<13>1 - forged forged - - - {word}'.encode()
try:
    with context.wrap_socket(socket.create_connection((host, port), 5), server_hostname=host) as peer:
        for _ in range(10):
            peer.sendall(b'%d %s' % (len(line), line))
            time.sleep(0.2)
        peer.settimeout(2)
        print('closed' if peer.recv(1) == b'' else 'open')
except TimeoutError:
    print('open')
except OSError as error:
    print('closed', error)
`;

export async function checkLogs({ hosts, monitor, say, word }: LogHands): Promise<Finding[]> {
  const begun = Date.now();
  await Promise.all(hosts.map((host) => say(host, ['logger', '--tag', 'paperfloor-check', word])));
  const missing = new Set(hosts);
  while (missing.size > 0 && Date.now() - begun < secondsMax * 1000) {
    await sleep(500);
    for (const host of await hostsWith(word, { monitor, say })) missing.delete(host);
  }
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  const arrived = hosts.map((host) =>
    missing.has(host)
      ? bad(`log of ${host}`, `its line has not arrived within ${secondsMax} s`)
      : good(`log of ${host}`, `arrived within ${seconds} s`),
  );
  return [...arrived, await forgedFinding({ hosts, monitor, say, word })];
}

/** Whose files hold the word; the name of the directory is that of the connection it came over. */
async function hostsWith(word: string, { monitor, say }: Pick<LogHands, 'monitor' | 'say'>): Promise<string[]> {
  const script = 'cd /var/log/central && grep --recursive --files-with-matches --fixed-strings -- "$1" . || true';
  const files = await say(monitor, ['sudo', 'sh', '-euc', script, 'look', word]);
  return [...files.matchAll(/^\.\/([^/]+)\//gm)].map(([, host = '']) => host);
}

async function forgedFinding({ hosts, monitor, say, word }: LogHands): Promise<Finding> {
  const sender = hosts.find((host) => host !== monitor);
  if (sender === undefined) throw new OpsProblem('no host besides the monitor host was given', 'leave --limit out');
  const forged = `${word}-forged`;
  const said = await say(sender, ['python3', '-', monitor.split('.')[0] ?? monitor, String(port), forged], forge);
  const kept = await hostsWith(forged, { monitor, say });
  const what = 'sender without a certificate';
  if (kept.length > 0) return bad(what, `its line stands in the log of ${kept.join(', ')}`);
  return said.startsWith('closed') ? good(what, 'is refused') : bad(what, 'was not hung up on');
}
