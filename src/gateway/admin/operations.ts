/**
 * Everything an administrator can do, by name, and the one way to do it: check the input, run, answer. The command line calls
 * this over the socket of a running server, or in its own process when no server runs.
 */
import type { Static } from '@sinclair/typebox';
import { Value, type ValueError } from '@sinclair/typebox/value';
import { accountCreate, accountFund, accountList } from './account-operations.ts';
import {
  floorClosed,
  floorCreate,
  floorDefinition,
  floorList,
  floorPause,
  floorResume,
  floorShow,
  floorSpeed,
  floorStep,
  floorTake,
} from './floor-operations.ts';
import { journalExport, journalHash, journalReplay, journalVerify } from './journal-operations.ts';
import { keyAudit, keyCreate, keyList, keyRevoke } from './key-operations.ts';
import {
  accountFaucet,
  accountFees,
  accountReset,
  accountShow,
  accountTransfer,
  accountWithdraw,
} from './money-operations.ts';
import type { AdminParts, Progress } from './parts.ts';
import { AdminProblem } from './problem.ts';
import { floorReconcile } from './reconcile-operation.ts';
import { secretReseal, secretRotate, secretStatus } from './secret-operations.ts';
import { symbolList, symbolSetStatus } from './symbol-operations.ts';
import { accountGroup } from './trade-group-operations.ts';

export const operations = {
  'account.create': accountCreate,
  'account.faucet': accountFaucet,
  'account.fees': accountFees,
  'account.fund': accountFund,
  'account.group': accountGroup,
  'account.list': accountList,
  'account.reset': accountReset,
  'account.show': accountShow,
  'account.transfer': accountTransfer,
  'account.withdraw': accountWithdraw,
  'floor.closed': floorClosed,
  'floor.create': floorCreate,
  'floor.definition': floorDefinition,
  'floor.list': floorList,
  'floor.pause': floorPause,
  'floor.reconcile': floorReconcile,
  'floor.resume': floorResume,
  'floor.show': floorShow,
  'floor.speed': floorSpeed,
  'floor.step': floorStep,
  'floor.take': floorTake,
  'journal.export': journalExport,
  'journal.hash': journalHash,
  'journal.replay': journalReplay,
  'journal.verify': journalVerify,
  'key.audit': keyAudit,
  'key.create': keyCreate,
  'key.list': keyList,
  'key.revoke': keyRevoke,
  'secret.reseal': secretReseal,
  'secret.rotate': secretRotate,
  'secret.status': secretStatus,
  'symbol.list': symbolList,
  'symbol.status': symbolSetStatus,
} as const;

export type OperationName = keyof typeof operations;
export type OperationInput<Name extends OperationName> = Static<(typeof operations)[Name]['input']>;
export type OperationAnswer<Name extends OperationName> = Awaited<ReturnType<(typeof operations)[Name]['run']>>;

/** Whoever can be asked: a running server, or an exchange opened in this process. */
export interface Admin {
  /** Throws `AdminProblem` when the wish is refused. */
  call<Name extends OperationName>(
    name: Name,
    input: OperationInput<Name>,
    progress: Progress,
  ): Promise<OperationAnswer<Name>>;
  close(): Promise<void>;
}

export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

/** Where one of several shapes will do: what is wrong with the one that came nearest. */
function deepest(fault: ValueError | undefined): ValueError | undefined {
  const within = fault?.errors.map((errors) => deepest(errors.First())).filter((one) => one !== undefined) ?? [];
  const depth = ({ path }: ValueError) => path.split('/').length;
  return within.toSorted((one, other) => depth(other) - depth(one))[0] ?? fault;
}

/** `input` comes from outside: it is checked, and keys the operation does not know are refused by name. */
export async function runOperation(
  parts: AdminParts,
  name: OperationName,
  input: unknown,
  progress: Progress,
): Promise<unknown> {
  const chosen = operations[name];
  const schema = { ...chosen.input, additionalProperties: false };
  const fault = deepest(Value.Errors(schema, input).First());
  if (fault !== undefined) {
    throw new AdminProblem('invalid_input', `${name} ${fault.path || 'input'}: ${fault.message.toLowerCase()}`);
  }
  // The schema has just proved that the input fits this operation.
  return await chosen.run(parts, input as never, progress);
}
