/** What was done about it, from the evidence, in words for everybody: no names of hosts, and nothing that isn't written there. */
import type { Entry } from '../plan/evidence/fact.ts';
import { timeText } from '../plan/report/words.ts';
import type { Incident } from './incident.ts';

/** One line each, in the order of time, since the incident began. */
export function measuresIn(entries: readonly Entry[], { began, closed }: Incident): string[] {
  const until = closed?.at ?? '9999';
  return entries.filter(({ at }) => at >= began && at <= until).flatMap(measureText);
}

function measureText(entry: Entry): string[] {
  if (entry.what === 'database.restored' && entry.verdict === 'pass') {
    return [
      `${timeText(entry.at)}: the database was restored ${entry.target}; orders acknowledged after that point are gone.`,
    ];
  }
  if (entry.what !== 'deploy.ended') return [];
  const { at, kind, version, verdict } = entry;
  if (verdict === 'pass') {
    return [
      `${timeText(at)}: ${kind === 'rollback' ? `we went back to release ${version}` : `release ${version} was put in place`}.`,
    ];
  }
  return kind === 'rollback' ? [] : [`${timeText(at)}: release ${version} was tried and taken back.`];
}
