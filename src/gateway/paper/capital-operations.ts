/**
 * Paper money that came and went, in the words of the exchange's wallet, so that its clients' histories of deposits and
 * withdrawals are true. Everything that came is a deposit (the grant, the faucet and transfers included), all that left a
 * withdrawal; an address or a network there is none. Both are done the moment they happen.
 */
import type { AssetIndex, TimestampUs } from '../../core/units/brand.ts';
import type { MovementRange } from '../../journal/history-reader.ts';
import { type Answer, type SignedOperation, type SignedRequest, weighing } from '../operations/operation.ts';
import { signedReader } from '../operations/orders.ts';
import { depositStatus, depositsAnswer, withdrawalStatus, withdrawalsAnswer } from '../wire/capital-json.ts';
import { accept } from '../wire/outcome.ts';
import { readNamedAsset } from '../wire/read-money.ts';

const rowsMax = 1000;
/** Filters of the exchange that say nothing here: paper has one wallet and no such ids. */
const unread = ['txId', 'includeSource', 'withdrawOrderId', 'idList'] as const;
const common = { orders: 0, freeOnSuccess: false, access: 'read' } as const;

export const capitalOperations: readonly SignedOperation[] = [
  {
    ...common,
    name: 'paper.deposits',
    rest: { method: 'GET', path: '/sapi/v1/capital/deposit/hisrec' },
    weight: weighing(1),
    run: (request) => answer(request, 'in'),
  },
  {
    ...common,
    name: 'paper.withdrawals',
    rest: { method: 'GET', path: '/sapi/v1/capital/withdraw/history' },
    weight: weighing(10),
    run: (request) => answer(request, 'out'),
  },
];

/** Newest first, as there. */
async function answer(request: SignedRequest, direction: 'in' | 'out'): Promise<Answer> {
  const { floor, history } = request.session;
  const reader = signedReader(request);
  reader.skip(...unread);
  const asset: AssetIndex | undefined = readNamedAsset(reader, floor.instruments, 'coin');
  const status = reader.integer('status');
  const startTime = reader.time('startTime') as TimestampUs | undefined;
  const endTime = reader.timeThrough('endTime') as TimestampUs | undefined;
  const offset = reader.integer('offset') ?? 0;
  const limit = reader.limit(rowsMax, rowsMax);
  const read = reader.finish<MovementRange>({
    direction,
    limit: Math.min(rowsMax, offset + limit),
    ...(asset === undefined ? {} : { asset }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(endTime === undefined ? {} : { endTime }),
  });
  if (!read.ok) return read;
  const done = direction === 'in' ? depositStatus : withdrawalStatus;
  const isAsked = status === undefined || status === done;
  const found = isAsked ? await history.movements(request.key.account, read.value) : [];
  const rows = found.toReversed().slice(offset, offset + limit);
  const print = direction === 'in' ? depositsAnswer : withdrawalsAnswer;
  return accept(print(floor.instruments, rows));
}
