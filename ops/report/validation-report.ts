/**
 * What was seen of the deployed system: of every check the newest finding since the release that serves now was deployed. A later look at
 * a few checks does not hide the others; a look at an older release is told as that.
 */
import type { Head } from '../plan/evidence/chain.ts';
import type { Entry, FoundFact, Verdict } from '../plan/evidence/fact.ts';
import { type Block, type Cell, cell, type ReportDocument } from '../plan/report/document.ts';
import { sourceLine } from '../plan/report/source-line.ts';
import { waivedBlocks } from '../plan/report/waived.ts';
import { countText, measuredText, timeText, verdictCell } from '../plan/report/words.ts';
import { type Deployment, deploymentsIn, servingNow } from './deployments.ts';

type Looked = Extract<Entry, { what: 'verification.ended' }>;

interface Seen extends FoundFact {
  readonly look: Looked;
}

export interface KindSeen {
  readonly kind: string;
  readonly looks: readonly Looked[];
  readonly findings: readonly Seen[];
  readonly verdict: Verdict;
  /** Nobody has looked since the release that serves now was deployed. */
  readonly isOld: boolean;
}

/** Every kind that was ever looked at, by name. */
export function seenIn(entries: readonly Entry[]): KindSeen[] {
  const looked = entries.filter((entry): entry is Looked => entry.what === 'verification.ended');
  const since = servingNow(deploymentsIn(entries))?.at ?? '';
  return [...new Set(looked.map(({ kind }) => kind))].sort().map((kind) => {
    const all = looked.filter((look) => look.kind === kind);
    const fresh = all.filter(({ at }) => at >= since);
    const looks = fresh.length > 0 ? fresh : all.slice(-1);
    const newest = new Map(looks.flatMap((look) => look.findings.map((each) => [each.check, { ...each, look }])));
    const findings = [...newest.values()];
    return { kind, looks, findings, verdict: worstOf(findings), isOld: fresh.length === 0 };
  });
}

const order: readonly Verdict[] = ['fail', 'inconclusive', 'waived', 'pass'];

/** Of nothing nothing can be said. */
function worstOf(findings: readonly FoundFact[]): Verdict {
  const worst = order.find((verdict) => findings.some((each) => each.verdict === verdict)) ?? 'inconclusive';
  return worst === 'waived' ? 'pass' : worst;
}

/** Undefined when nobody has looked yet. */
export function validationReport(
  environment: string,
  head: Head,
  entries: readonly Entry[],
): ReportDocument | undefined {
  const seen = seenIn(entries);
  if (seen.length === 0) return undefined;
  const serving = servingNow(deploymentsIn(entries));
  return {
    title: `Validation: ${environment}`,
    subtitle: 'The deployed system, looked at from outside: of every check the newest finding.',
    blocks: [
      {
        kind: 'facts',
        facts: [['Release', servingCell(serving)], ...seen.map((each) => [each.kind, kindCell(each)] as const)],
      },
      ...waivedBlocks(seen.flatMap(({ looks }) => looks)),
      ...troubleBlocks(seen.flatMap(({ findings }) => findings)),
      ...seen.flatMap(kindBlocks),
    ],
    source: sourceLine(environment, head),
  };
}

export function servingCell(serving: Deployment | undefined): Cell {
  if (serving === undefined) return cell('none was deployed by the program', { tone: 'open' });
  const { version, slot, at, commit } = serving;
  return cell(`${version} in ${slot}, since ${timeText(at)}`, {
    under: commit === undefined ? [] : [`commit ${commit}`],
  });
}

export function kindCell({ verdict, findings, looks, isOld }: KindSeen): Cell {
  const counted = order.flatMap((each) => {
    const count = findings.filter((finding) => finding.verdict === each).length;
    return count === 0 ? [] : [`${count} ${verdictCell(each).text}`];
  });
  const last = looks.at(-1);
  const when =
    last === undefined ? [] : [`${countText(looks.length, 'look')}, last ${timeText(last.at)} by ${last.by}`];
  const old = isOld ? ['before the release that serves now: look again'] : [];
  const { text, tone } = verdictCell(isOld && verdict === 'pass' ? 'inconclusive' : verdict);
  return cell(text, { ...(tone === undefined ? {} : { tone }), under: [counted.join(', '), ...when, ...old] });
}

/** First what a reader must know. */
function troubleBlocks(findings: readonly Seen[]): Block[] {
  const bad = findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive');
  if (bad.length === 0) return [];
  return [{ kind: 'heading', text: 'What is not good' }, findingsTable(bad)];
}

function kindBlocks({ kind, findings }: KindSeen): Block[] {
  return [{ kind: 'heading', text: `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}` }, findingsTable(findings)];
}

function findingsTable(findings: readonly Seen[]): Block {
  const rows = findings.map(({ check, verdict, says, measured, details, look }) => [
    cell(check, { under: [`entry ${look.seq}, ${timeText(look.at)}`] }),
    verdictCell(verdict),
    cell(says, { under: verdict === 'pass' ? [] : details.slice(1) }),
    cell(measuredText(measured).join(', ')),
  ]);
  return { kind: 'table', headings: ['Check', 'Result', 'What was seen', 'Figures'], rows, widths: [27, 12, 37, 24] };
}
