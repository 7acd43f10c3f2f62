/**
 * The state of the floors as the running program tells it, from its memory. Asked on whichever server answers first: every server follows
 * every floor, and tells only what is durable.
 */
import type { RecordedState } from '../plan/evidence/fact.ts';
import { type Place, tryHost } from './place.ts';

/** The slot that runs; 69 (EX_UNAVAILABLE of sysexits.h) when none does. `"$@"` are the words of Paperfloor's command line. */
const askSlot = `for slot in blue green; do
  if systemctl is-active --quiet "paperfloor@$slot"; then
    exec "/opt/paperfloor/slots/$slot/bin/paperfloor" "$@" --json --data "/var/lib/paperfloor/$slot"
  fi
done
exit 69`;

/** Words for a host of the application. */
export function askExchange(...words: readonly string[]): readonly string[] {
  return ['sudo', 'sh', '-euc', askSlot, 'paperfloor', ...words];
}

/** Empty when no server runs. */
export async function recordStates(place: Place): Promise<readonly RecordedState[]> {
  for (const host of place.hosts('app')) {
    const names = await answerOf<readonly { readonly name: string }[]>(place, host, ['floor', 'list']);
    if (names === undefined) continue;
    const states: RecordedState[] = [];
    for (const { name } of names) {
      const state = await answerOf<RecordedState>(place, host, ['journal', 'hash', '--floor', name]);
      if (state === undefined) break;
      const { floor, sequence, timeUs, hash } = state;
      states.push({ floor, sequence, timeUs, hash });
    }
    if (states.length === names.length) return states;
  }
  return [];
}

async function answerOf<T>(place: Place, host: string, words: readonly string[]): Promise<T | undefined> {
  const answer = await tryHost(place, host, askExchange(...words));
  return answer === undefined ? undefined : (JSON.parse(answer) as T);
}
