/** docs/reference/api.md, written from the tables that answer: `node src/gateway/reference.ts > docs/reference/api.md`. */
import type { Operation } from './operations/operation.ts';
import { operations } from './operations/table.ts';
import { walletOperations } from './paper/wallet-operations.ts';
import { stubOperations } from './rest/stub-routes.ts';
import { errorTable } from './wire/errors.ts';

export function apiReference(): string {
  return [
    '# The API',
    '',
    'Made from `src/gateway/operations/table.ts` and `src/gateway/wire/errors.ts`; a test compares them. Paths are those of',
    'the Binance Spot API; each stands also under `/floors/NAME` for the floor of that name. The same operations answer on',
    'the WebSocket API at `/ws-api/v3` under their method names.',
    '',
    '## Operations',
    '',
    'Weights are those without optional parameters. Placing and cancelling weigh nothing when they succeed.',
    '',
    '| REST | method on sockets | key | weight |',
    '| --- | --- | --- | --- |',
    ...operations.map(
      (operation) =>
        `| ${place(operation)} | \`${operation.name}\` | ${permission(operation)} | ${operation.weight(new Map())} |`,
    ),
    '',
    '## Answered so that clients load',
    '',
    'Margin, futures and options, of which there are none: the same for everybody, keys are not looked at.',
    '',
    ...stubOperations.map((operation) => `- ${place(operation)}`),
    '',
    "What the exchange's wallet tells, for a key that may read:",
    '',
    ...walletOperations.map((operation) => `- ${place(operation)}`),
    '',
    '## Errors',
    '',
    'In order of precedence: of several faults the first in this table is told. `%s` stands for a value.',
    '',
    '| name | HTTP | code | message |',
    '| --- | --- | --- | --- |',
    ...Object.entries(errorTable).map(
      ([name, [status, code, message]]) => `| \`${name}\` | ${status} | ${code} | ${message.replaceAll('|', '\\|')} |`,
    ),
    '',
  ].join('\n');
}

function place({ rest }: Operation): string {
  return `\`${rest.method} ${rest.path}\``;
}

function permission({ access }: Operation): string {
  return access === 'public' ? 'none' : access;
}

if (import.meta.main) process.stdout.write(apiReference());
