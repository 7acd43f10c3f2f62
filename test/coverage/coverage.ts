/**
 * docs/reference/binance-coverage.md: each documented endpoint, method, stream, filter and error code, whether it is here, and a
 * test that shows it. What is here is asked of the program's own tables; the test is found by what its text does. Written by
 * `node test/coverage/coverage.ts > docs/reference/binance-coverage.md`.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationByName, operations } from '../../src/gateway/operations/table.ts';
import { readStreamName } from '../../src/gateway/streams/stream-name.ts';
import { errorTable } from '../../src/gateway/wire/errors.ts';
import { answersSession } from '../../src/gateway/ws-api/api-session.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { MemorySession } from '../support/memory-session.ts';
import { checklist, type Promised } from './checklist.ts';
import {
  type DocumentedOperation,
  documentedErrors,
  documentedEvents,
  documentedFilters,
  documentedOperations,
  documentedSessionMethods,
  documentedStreams,
  neverAnswered,
  refusedOperations,
  removedOperations,
  silentEvents,
  silentStreams,
} from './documented.ts';
import { type IndexedTest, readTests, root, testsOf } from './test-index.ts';

export interface CoverageRow {
  readonly group: 'operation' | 'removed' | 'method' | 'stream' | 'event' | 'filter' | 'error';
  /** As documented: one or two names. */
  readonly names: readonly string[];
  readonly isHere: boolean;
  /** Why it is not here, or what of it is not. */
  readonly note: string;
  /** Any of these shows it; the page names one. */
  readonly shownBy: readonly IndexedTest[];
}

export function coverage(tests: readonly IndexedTest[] = readTests()): readonly CoverageRow[] {
  const shown = (...patterns: readonly RegExp[]) => findTests(tests, patterns);
  const { instruments } = new MemorySession({ definition: quietFloor() }).floor;
  const operationRow = (group: 'operation' | 'removed') => (documented: DocumentedOperation) => {
    const { rest, method = '' } = documented;
    const note = refusedOperations.get(method) ?? '';
    return {
      ...{ group, names: [rest, method], note },
      isHere: note === '' && isOperation(documented),
      shownBy: shown(...restPatterns(rest), quoted(method)),
    };
  };
  return [
    ...documentedOperations.map(operationRow('operation')),
    ...removedOperations.map(operationRow('removed')),
    ...documentedSessionMethods.map((method) => ({
      ...{ group: 'method' as const, names: [method], note: '' },
      isHere: answersSession(method),
      shownBy: shown(quoted(method)),
    })),
    ...documentedStreams.map((name) => ({
      ...{ group: 'stream' as const, names: [name], note: silentStreams.get(name) ?? '' },
      isHere: readStreamName(exampleOf(name), instruments) !== undefined,
      shownBy: shown(streamPattern(name)),
    })),
    ...documentedEvents.map((name) => ({
      ...{ group: 'event' as const, names: [name], note: silentEvents.get(name) ?? '' },
      isHere: eventSources.some((text) => text.includes(`'${name}'`) || text.includes(`"${name}"`)),
      shownBy: shown(quoted(name)),
    })),
    ...documentedFilters.map((name) => ({
      ...{ group: 'filter' as const, names: [name], note: '' },
      isHere: Object.values(errorTable).some(([, , sentence]) => sentence === `Filter failure: ${name}`),
      shownBy: shown(new RegExp(`(?<![A-Z_])${name}(?![A-Z_])`)),
    })),
    ...documentedErrors.map((code) => ({
      ...{ group: 'error' as const, names: [String(code)], note: neverAnswered.get(code) ?? '' },
      isHere: Object.values(errorTable).some(([, answered]) => answered === code),
      shownBy: shown(new RegExp(`(?<!\\d)${code}(?!\\d)`)),
    })),
  ];
}

/** What writes user data. */
const eventSources = globSync('src/gateway/ws-api/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(root, file), 'utf8'));

/** Both faces of one entry of the table, with the documented weight. */
function isOperation({ rest, method, weight }: DocumentedOperation): boolean {
  const operation = operationByName(method ?? '');
  if (operation === undefined || !operations.includes(operation)) return false;
  const ours = operation.weight(new Map([['symbol', 'BTCUSDT']]));
  return `${operation.rest.method} ${operation.rest.path}` === rest && ours === weight;
}

/** Those that do it themselves, the plainest first; else those whose file does it for them. */
function findTests(tests: readonly IndexedTest[], patterns: readonly RegExp[]): readonly IndexedTest[] {
  const found = (['text', 'preamble'] as const).flatMap((part) =>
    patterns.flatMap((pattern) => tests.filter((indexed) => pattern.test(indexed[part]))),
  );
  return [...new Set(found)];
}

/** A call with this method and path; of GET also a plain `get`. */
function restPatterns(rest: string): RegExp[] {
  const [method = '', path = ''] = rest.split(' ');
  const there = `['"\`]${path.replaceAll('/', '\\/')}['"\`?]`;
  const call = new RegExp(`'${method}',\\s*${there}`);
  return method === 'GET' ? [call, new RegExp(`(get|told|asked)\\(\\s*${there}`)] : [call];
}

function quoted(text: string): RegExp {
  return new RegExp(`'(v3/)?${text.replaceAll('.', '\\.')}'`);
}

function exampleOf(stream: string): string {
  return stream
    .replace('<symbol>', 'btcusdt')
    .replace('<interval>', '1m')
    .replace('<window>', '1h')
    .replace('<levels>', '5');
}

function streamPattern(stream: string): RegExp {
  const topic = stream.replace('<symbol>', '').replaceAll('+', '\\+');
  const filled = topic
    .replace('<interval>', '[0-9]+[smhdwM]')
    .replace('<window>', '(1h|4h|1d)')
    .replace('<levels>', '(5|10|20)');
  return new RegExp(`${filled}(?![A-Za-z0-9_@])`);
}

const headings: Readonly<Record<CoverageRow['group'], string>> = {
  operation: 'Endpoints and methods',
  removed: 'Removed by the exchange, answered under compatible rules',
  method: 'Methods of the WebSocket API alone',
  stream: 'Streams',
  event: 'Events of user data',
  filter: 'Filters',
  error: 'Error codes',
};

/** How the page names a test. */
export function evidenceOf({ file, title }: IndexedTest): string {
  return `${file}: ${title.replaceAll('\\', '').replaceAll('|', '\\|')}`;
}

/** How the page names what shows a promise: its test or scenario; undefined when it is open, or its test is gone. */
export function proofOf({ evidence }: Promised): string | undefined {
  const [file = '', beginning] = evidence.split(/: (.*)/s);
  if (beginning === undefined) return existsSync(join(root, file)) ? file : undefined;
  const found = testsOf(file).filter(({ title }) => title.startsWith(beginning));
  const [only] = found;
  return only === undefined || found.length > 1 ? undefined : evidenceOf(only);
}

function checklistLines(): string[] {
  const count = (rating: Promised['rating']) => {
    const own = checklist.filter((promised) => promised.rating === rating);
    return `${own.filter((promised) => proofOf(promised) !== undefined).length} of ${own.length}`;
  };
  const lines = [
    ...['', '## What clients rely on', ''],
    `Shown by a test: ${count('must')} that every client needs (must), ${count('should')} that some do (should).`,
  ];
  for (const section of new Set(checklist.map((promised) => promised.section))) {
    lines.push('', `### ${section}`, '', '| | what | shown by |', '| --- | --- | --- |');
    for (const promised of checklist.filter((one) => one.section === section)) {
      lines.push(`| ${promised.rating} | ${promised.promise} | ${proofOf(promised) ?? '**open**'} |`);
    }
  }
  return lines;
}

/** `evidence`: what the page says of each row, where it says something else than the first test found. */
export function coveragePage(rows: readonly CoverageRow[], evidence: readonly string[] = []): string {
  const lines = [
    '# Binance Spot coverage',
    '',
    'Everything that the documents of the Binance Spot API list (as of 2026-07-21), whether it is here, and a test that shows it.',
    "Made from the program's own tables by `node test/coverage/coverage.ts`; a test fails when a line is not true any more.",
    'Not documented as JSON and not offered: FIX and SBE.',
    ...checklistLines(),
  ];
  for (const group of Object.keys(headings) as CoverageRow['group'][]) {
    const own = rows.filter((row) => row.group === group);
    const here = own.filter(({ isHere }) => isHere).length;
    lines.push('', `## ${headings[group]}`, '', `${here} of ${own.length} are here.`, '');
    lines.push('| documented | here | shown by |', '| --- | --- | --- |');
    for (const row of own) {
      const { names, isHere, note, shownBy } = row;
      const state = isHere ? 'yes' : note === '' ? '**no**' : `no: ${note}`;
      const [first] = shownBy;
      const shown = evidence[rows.indexOf(row)] ?? (first === undefined ? '' : evidenceOf(first));
      lines.push(`| ${names.map((name) => `\`${name}\``).join(' · ')} | ${state} | ${shown} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

if (import.meta.main) process.stdout.write(coveragePage(coverage()));
