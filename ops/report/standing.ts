/** How an environment stands, in the few lines that whoever takes it over reads first. All of it from the evidence. */
import type { Head } from '../plan/evidence/chain.ts';
import type { Entry } from '../plan/evidence/fact.ts';
import { type Cell, cell } from '../plan/report/document.ts';
import { drillsIn, resultCell } from '../plan/report/drill-report.ts';
import { waivedIn } from '../plan/report/waived.ts';
import { countText, timeText, verdictCell } from '../plan/report/words.ts';
import { deploymentsIn, servingNow } from './deployments.ts';
import { type OperationsRecord, operationsRecord } from './operations-record.ts';
import { kindCell, seenIn, servingCell } from './validation-report.ts';

export function standing(
  environment: string,
  entries: readonly Entry[],
  head: Head,
  madeAt: string,
): (readonly [string, Cell])[] {
  const record = operationsRecord(environment, entries, head, madeAt);
  const seen = seenIn(entries);
  const looks = seen.flatMap(({ looks: each }) => each);
  return [
    ['Release', servingCell(servingNow(deploymentsIn(entries)))],
    ...(seen.length === 0
      ? [['Validation', cell('nobody has looked yet', { tone: 'open' })] as const]
      : seen.map((each) => [`Validation, ${each.kind}`, kindCell(each)] as const)),
    ['Backups', backupCell(record)],
    ['Drills', drillsCell(entries)],
    ['Incidents', incidentsCell(record)],
    ['Waived', waivedCell(waivedIn(looks).length)],
  ];
}

function backupCell({ backups: { made, verified, restored } }: OperationsRecord): Cell {
  if (made === null) return cell('none was made by the program', { tone: 'open' });
  const under = [
    verified === null
      ? 'never read again'
      : `read again ${timeText(verified.at)}: ${verdictCell(verified.verdict).text}`,
    restored === null
      ? 'never restored'
      : `${restored.label} restored and compared ${timeText(restored.at)}: ${verdictCell(restored.verdict).text}`,
  ];
  const isProved = verified?.verdict === 'pass' && restored?.verdict === 'pass';
  return cell(`${made.label}, made ${timeText(made.at)}`, { tone: isProved ? 'good' : 'bad', under });
}

/** Of each kind of drill the newest. */
function drillsCell(entries: readonly Entry[]): Cell {
  const newest = [
    ...new Map(
      drillsIn(entries)
        .toReversed()
        .map((drill) => [drill.begin.drill, drill]),
    ).values(),
  ];
  if (newest.length === 0) return cell('none yet', { tone: 'open' });
  const passed = newest.filter(({ end }) => end?.verdict === 'pass').length;
  return cell(`${passed} of ${newest.length} kinds passed the last time`, {
    tone: passed === newest.length ? 'good' : 'bad',
    under: newest.map((drill) => `${drill.begin.drill}: ${resultCell(drill).text}, ${timeText(drill.begin.at)}`),
  });
}

function incidentsCell({ incidents }: OperationsRecord): Cell {
  const open = incidents.filter(({ ended }) => ended === null);
  if (open.length === 0)
    return cell(incidents.length === 0 ? 'none' : `none open, ${incidents.length} closed`, { tone: 'good' });
  return cell(`${open.length} open`, {
    tone: 'bad',
    under: open.map(({ id, severity, title, began }) => `${id}, ${severity}, since ${timeText(began)}: ${title}`),
  });
}

function waivedCell(count: number): Cell {
  return count === 0
    ? cell('no finding')
    : cell(`${countText(count, 'finding')}, by name in the validation`, { tone: 'open' });
}
