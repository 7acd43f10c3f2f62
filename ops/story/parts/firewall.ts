/** Every port from every host: open is what flows.yml says, and nothing else. */
import assert from 'node:assert/strict';
import { run } from '../../command/run.ts';
import { addressOf, type HostName } from '../../lab/hosts.ts';
import { commandOn } from '../../lab/lab-hosts.ts';
import type { Story } from '../story.ts';

export function firewall(story: Story): void {
  story.promise('the firewall lets through what the flows say, and nothing else', async () => {
    const expected: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
      controller: { lb1: [22, 80, 443], app1: [22], db1: [22] },
      lb1: { app1: [8081, 8082], db1: [] },
      app1: { lb1: [80, 443], db1: [5432] },
      db1: { lb1: [80, 443], app1: [] },
    };
    const tried = Object.entries(expected).map(async ([source, targets]) => {
      const answers = await Promise.all(
        Object.keys(targets).map(async (target) => [target, await openPorts(story, source, target as HostName)]),
      );
      return [source, Object.fromEntries(answers)];
    });
    assert.deepEqual(Object.fromEntries(await Promise.all(tried)), expected);
  });
}

/** Ports that answer at all: something listens, or the host itself says that nothing does. */
async function openPorts({ place }: Story, source: string, target: HostName): Promise<number[]> {
  const ports = [22, 25, 80, 111, 443, 5432, 8081, 8082, 8404, 9100];
  const probe = [
    'import socket, sys',
    'from concurrent.futures import ThreadPoolExecutor',
    'def answers(port):',
    '    s = socket.socket(); s.settimeout(1.5)',
    '    try: s.connect((sys.argv[1], port)); return True',
    '    except ConnectionRefusedError: return True',
    '    except OSError: return False',
    '    finally: s.close()',
    'ports = [int(word) for word in sys.argv[2:]]',
    'with ThreadPoolExecutor(16) as pool:',
    '    print(*[p for p, a in zip(ports, pool.map(answers, ports)) if a])',
  ].join('\n');
  const words = ['python3', '-c', probe, addressOf(place.name, target), ...ports.map(String)];
  const { stdout } = await run(commandOn(place, source as HostName | 'controller', words));
  return stdout.split(' ').map(Number).filter(Boolean);
}
