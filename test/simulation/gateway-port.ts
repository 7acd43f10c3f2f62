/**
 * The gateway without its sockets: orders, cancels and questions go through the same operations as from REST, as texts in and
 * texts out. What has no operation of its own goes to the floor's session.
 */
import { createSecretKey } from 'node:crypto';
import type { Instruments } from '../../src/core/instruments/instrument.ts';
import type { Applied } from '../../src/core/messages/applied.ts';
import type { Command, UserCommand } from '../../src/core/messages/command.ts';
import type { Result } from '../../src/core/messages/rejection.ts';
import type { AccountId } from '../../src/core/units/brand.ts';
import type { FloorSession } from '../../src/engine/floor-session.ts';
import type { Engine } from '../../src/engine/open-engine.ts';
import type { GatewayContext } from '../../src/gateway/context.ts';
import { RequestLimits } from '../../src/gateway/limits/request-limits.ts';
import { amendedAnswer } from '../../src/gateway/operations/amend.ts';
import { submitCommand } from '../../src/gateway/operations/orders.ts';
import { replaceAnswer } from '../../src/gateway/operations/replace.ts';
import { operationByName } from '../../src/gateway/operations/table.ts';
import { perform } from '../../src/gateway/perform.ts';
import { defaultApiRules, FloorRules } from '../../src/gateway/rules/floor-rules.ts';
import { amendError, errorJson, rejectionError } from '../../src/gateway/wire/errors.ts';
import {
  canceledAnswer,
  canceledAnswers,
  listCanceledAnswer,
  listPlacedAnswer,
} from '../../src/gateway/wire/list-json.ts';
import { placedAnswer } from '../../src/gateway/wire/order-json.ts';
import { accept, type Outcome } from '../../src/gateway/wire/outcome.ts';
import { defaultRateLimits } from '../../src/gateway/wire/rate-limits.ts';
import type { ApiKey } from '../../src/identity/api-key.ts';
import type { Process } from './process.ts';
import type { Answer, Wanted } from './request.ts';
import {
  amendParameters,
  cancelListParameters,
  cancelParameters,
  listParameters,
  type Parameters,
  placeParameters,
  replaceParameters,
} from './wire-parameters.ts';
import type { World } from './world.ts';

const outcomeUnknown = -1007;
const noSuchOrder = -2013;
const secret = createSecretKey(Buffer.from('simulation'));

export class GatewayPort {
  readonly session: FloorSession;
  readonly #context: GatewayContext;
  readonly #process: Process;

  constructor(world: World, process: Process, engine: Engine) {
    this.session = engine.floors.get(engine.floors.defaultName)!;
    this.#process = process;
    this.#context = {
      floors: engine.floors,
      identity: { findKey: (floor: string, id: string) => ({ ok: true, key: keyOf(floor, Number(id) as AccountId) }) },
      rules: new FloorRules(defaultApiRules, () => process.wallUs() / 1000),
      limits: new RequestLimits({
        rateLimits: defaultRateLimits,
        enforced: false,
        nowMs: () => process.wallUs() / 1000,
      }),
      metrics: { ordersAsked() {} },
      log: { error: (line: { err: Error }) => world.problem(`an operation failed: ${line.err.stack}`) },
      wallClock: () => process.wallUs(),
    } as unknown as GatewayContext;
  }

  /** Whether this server writes the floor now. */
  get isWriter(): boolean {
    return this.session.standing.role === 'writer';
  }

  /** What a client would read. */
  async send(command: UserCommand): Promise<Answer> {
    const { instruments } = this.session.floor;
    switch (command.type) {
      case 'place_order':
        return this.#perform('order.place', command.account, placeParameters(instruments, command));
      case 'cancel_order':
        return this.#perform('order.cancel', command.account, cancelParameters(instruments, command));
      case 'cancel_replace':
        return this.#perform('order.cancelReplace', command.order.account, replaceParameters(instruments, command));
      case 'amend_order':
        return this.#perform('order.amend.keepPriority', command.account, amendParameters(instruments, command));
      case 'place_order_list': {
        const { kind, account } = command;
        return this.#perform(`orderList.place.${kind}`, account, listParameters(instruments, command));
      }
      case 'cancel_order_list':
        return this.#perform('orderList.cancel', command.account, cancelListParameters(instruments, command));
      default: {
        const applied = await submitCommand(this.session, command);
        return read(applied.ok ? answerOf(instruments, command, { ok: true, value: applied.value }) : applied);
      }
    }
  }

  /** What the server says of an order or a list: its JSON; `absent` when it says that there is none; undefined when it can't say. */
  async query(account: AccountId, wanted: Wanted): Promise<string | 'absent' | undefined> {
    const { id, clientId } = wanted;
    const name = wanted.kind === 'order' ? 'order.status' : 'orderList.status';
    const answer = await this.#ask(name, account, {
      ...(wanted.kind === 'order' ? { symbol: this.session.floor.instruments.symbols[wanted.symbol]?.name ?? '' } : {}),
      ...(id === undefined ? {} : { [wanted.kind === 'order' ? 'orderId' : 'orderListId']: String(id) }),
      ...(clientId === undefined ? {} : { origClientOrderId: clientId }),
    });
    if (answer.ok) return answer.value;
    return answer.error.code === noSuchOrder ? 'absent' : undefined;
  }

  async #perform(name: string, account: AccountId, parameters: Parameters): Promise<Answer> {
    return read(await this.#ask(name, account, parameters));
  }

  async #ask(name: string, account: AccountId, parameters: Parameters): Promise<Outcome<string>> {
    const operation = operationByName(name);
    if (operation === undefined) throw new Error(`there is no operation ${name}`);
    const timestamp = String(Math.floor(this.#process.wallUs() / 1000));
    const { answer } = await perform(this.#context, {
      operation,
      session: this.session,
      address: 'simulated',
      requests: 1,
      parameters: new Map(Object.entries({ ...parameters, timestamp })),
      timeUnit: 'us',
      credentials: { kind: 'session', key: keyOf(this.session.name, account) },
    });
    return answer;
  }
}

function read(outcome: Outcome<string>): Answer {
  if (outcome.ok) return { kind: 'done', text: outcome.value };
  return outcome.error.code === outcomeUnknown ? { kind: 'unknown' } : { kind: 'refused', text: answerText(outcome) };
}

/** What the client who sent this command reads, given what the floor made of it. */
export function answerOf(instruments: Instruments, command: Command, result: Result<Applied>): Outcome<string> {
  if (!result.ok) {
    return { ok: false, error: (command.type === 'amend_order' ? amendError : rejectionError)(result.rejection) };
  }
  const applied = result.value;
  switch (applied.type) {
    case 'order_placed':
      return accept(placedAnswer(instruments, applied, 'FULL', 'us'));
    case 'order_canceled':
      return accept(canceledAnswer(instruments, applied, 'us'));
    case 'order_replaced':
      return replaceAnswer(instruments, applied, 'FULL', 'us');
    case 'order_amended':
      return accept(amendedAnswer(instruments, applied, 'us'));
    case 'list_placed':
      return accept(listPlacedAnswer(instruments, applied, 'FULL', 'us'));
    case 'list_canceled':
      return accept(listCanceledAnswer(instruments, applied, 'us'));
    case 'orders_canceled':
      return accept(canceledAnswers(instruments, applied.cancels, 'us'));
    case 'money_moved':
      return accept(`movement ${applied.movementId} of ${applied.amount}`);
    case 'account_reset':
      return accept(`${applied.canceled} canceled, started again`);
    case 'done':
      return accept('done');
  }
}

export function answerText(outcome: Outcome<string>): string {
  return outcome.ok ? outcome.value : errorJson(outcome.error);
}

function keyOf(floor: string, account: AccountId): ApiKey {
  const rights = { canRead: true, canTrade: true, networks: undefined, expiresAtMs: Number.POSITIVE_INFINITY };
  return { id: String(account), floor, account, kind: 'hmac', ...rights, key: secret };
}
