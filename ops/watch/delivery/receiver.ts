/**
 * The pager and the mail server of a lab: takes what Alertmanager posts over TLS and mails with STARTTLS, and prints one line of JSON for
 * each. A program of its own, because it listens in the lab's network; it ends when its input does. It keeps nothing and answers nobody else.
 *
 *   node receiver.ts ADDRESS KEY CERTIFICATE        ports 9543 (https) and 9525 (smtp)
 */
import { readFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export interface Received {
  readonly by: 'webhook' | 'mail';
  /** The path that was posted to, or whom the mail is for. */
  readonly to: string;
  /** `firing` or `resolved`, with the names of the alerts and their runbooks as they stand in what was sent. */
  readonly text: string;
}

const bytesMax = 1_000_000;

export interface Receiver {
  readonly webhookPort: number;
  readonly mailPort: number;
  close(): void;
}

export interface ReceiverOptions {
  readonly address: string;
  readonly key: Buffer;
  readonly cert: Buffer;
  readonly webhookPort: number;
  readonly mailPort: number;
  readonly received: (what: Received) => void;
}

export async function openReceiver({ address, key, cert, received, ...ports }: ReceiverOptions): Promise<Receiver> {
  const webhook = createHttps({ key, cert }, (request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(0, bytesMax);
    });
    request.on('end', () => {
      received({ by: 'webhook', to: request.url ?? '', text });
      response.end('ok');
    });
  });
  const mail = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    converse(socket, 'offered', { key, cert }, received);
  });
  await Promise.all([
    new Promise<void>((done) => webhook.listen(ports.webhookPort, address, done)),
    new Promise<void>((done) => mail.listen(ports.mailPort, address, done)),
  ]);
  const portOf = (server: typeof mail | typeof webhook) => (server.address() as { port: number }).port;
  return {
    webhookPort: portOf(webhook),
    mailPort: portOf(mail),
    close: () => {
      webhook.closeAllConnections();
      webhook.close();
      mail.close();
    },
  };
}

/** The part of SMTP (RFC 5321, RFC 3207) that a sender of one mail needs. Nothing is taken before TLS. */
function converse(
  socket: Socket,
  tls: 'offered' | 'on',
  secrets: { readonly key: Buffer; readonly cert: Buffer },
  received: (what: Received) => void,
): void {
  let to = '';
  let letter: string[] | undefined;
  let rest = '';
  const say = (line: string) => void socket.write(`${line}\r\n`);
  const hear = (part: Buffer) => {
    const lines = (rest + part.toString('utf8')).slice(-bytesMax).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (letter !== undefined) {
        if (line !== '.') letter.push(line.replace(/^\./, ''));
        else {
          received({ by: 'mail', to, text: letter.join('\n') });
          letter = undefined;
          say('250 taken');
        }
        continue;
      }
      const verb = line.split(/[ :]/)[0]?.toUpperCase();
      if (verb === 'EHLO') {
        if (tls === 'offered') say('250-receiver\r\n250 STARTTLS');
        else say('250 receiver');
      } else if (verb === 'STARTTLS' && tls === 'offered') {
        socket.off('data', hear);
        say('220 go on');
        const secure = new TLSSocket(socket, { isServer: true, ...secrets });
        secure.on('error', () => secure.destroy());
        converse(secure, 'on', secrets, received);
        return;
      } else if (verb === 'QUIT') {
        socket.end('221 goodbye\r\n');
      } else if (tls === 'offered') say('530 STARTTLS first');
      else if (verb === 'RCPT') {
        to = /<([^>]*)>/.exec(line)?.[1] ?? '';
        say('250 known');
      } else if (verb === 'DATA') {
        letter = [];
        say('354 go on');
      } else if (verb === 'MAIL' || verb === 'NOOP' || verb === 'RSET') say('250 well');
      else say('502 unknown');
    }
  };
  socket.on('data', hear);
  if (tls === 'offered') say('220 receiver');
}

if (import.meta.main) {
  const [address = '', key = '', cert = ''] = process.argv.slice(2);
  await openReceiver({
    ...{ address, key: readFileSync(key), cert: readFileSync(cert), webhookPort: 9543, mailPort: 9525 },
    received: (what) => void process.stdout.write(`${JSON.stringify({ atMs: Date.now(), ...what })}\n`),
  });
  process.stdout.write('{"by":"ready"}\n');
  process.stdin.on('end', () => process.exit(0)).resume();
}
