/** The terminal's own calls that change something and are not signed: opening a demo account, setting the clock. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FloorSession } from '../../engine/floor-session.ts';
import { clientAddress } from '../client-address.ts';
import type { GatewayContext } from '../context.ts';
import { engineTrouble } from '../operations/orders.ts';
import { sendError, sendJson } from '../rest/answer.ts';
import { privateJson } from '../rest/headers.ts';
import { floorOf, noFloor } from '../rest/operation-routes.ts';
import { type Outcome, refuse } from '../wire/outcome.ts';
import { setClock, stepClock } from './clock-control.ts';
import { demoWeight, openDemoAccount } from './demo-account.ts';
import type { PaperFlags } from './floor-operations.ts';
import { type JsonFields, readJsonBody } from './json-body.ts';

/** What they are, cost and are told; each is allowed by one of the operator's flags. */
export const paperActions = [
  {
    name: 'paper.demo.open',
    path: '/paper/v1/demo-account',
    flag: 'demo',
    weight: demoWeight,
    fields: ['publicKey'],
  },
  {
    name: 'paper.clock.set',
    path: '/paper/v1/floor/clock',
    flag: 'clockControl',
    weight: 10,
    fields: ['rate', 'paused'],
  },
  {
    name: 'paper.clock.step',
    path: '/paper/v1/floor/step',
    flag: 'clockControl',
    weight: 10,
    fields: ['milliseconds'],
  },
] as const satisfies readonly {
  readonly name: string;
  readonly path: string;
  readonly flag: keyof PaperFlags;
  readonly weight: number;
  readonly fields: readonly string[];
}[];

type PaperAction = (typeof paperActions)[number];

interface Action {
  readonly row: PaperAction;
  readonly allowed: boolean;
  run(session: FloorSession, fields: JsonFields): Promise<Outcome<string>>;
}

export function mountPaperActions(app: FastifyInstance, context: GatewayContext, flags: PaperFlags): void {
  const runs: Readonly<Record<PaperAction['name'], Action['run']>> = {
    'paper.demo.open': (session, fields) => openDemoAccount(context.identity, session, fields),
    'paper.clock.set': setClock,
    'paper.clock.step': stepClock,
  };
  for (const row of paperActions) {
    const action: Action = { row, allowed: flags[row.flag], run: runs[row.name] };
    const handler = (request: FastifyRequest, reply: FastifyReply) => {
      reply.hijack();
      void answerAction(context, action, request, reply);
    };
    app.post(row.path, handler);
    app.post(`/floors/:floor${row.path}`, handler);
  }
}

async function answerAction(
  context: GatewayContext,
  action: Action,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const startedMs = performance.now();
  const address = clientAddress(request.raw, context.trustedProxies);
  const limited = context.limits.charge(address, action.row.weight);
  const outcome: Outcome<string> =
    limited === undefined ? await runAction(context, action, request) : { ok: false, error: limited.error };
  const extras = {
    usedWeight: context.limits.used(address),
    retryAfterSeconds: limited?.retryAfterSeconds,
  };
  if (outcome.ok) sendJson(reply.raw, 200, outcome.value, privateJson, extras);
  else sendError(reply.raw, outcome.error, privateJson, extras);
  const seconds = (performance.now() - startedMs) / 1000;
  context.metrics.requestDone(action.row.path, 'POST', reply.raw.statusCode, seconds);
}

async function runAction(context: GatewayContext, action: Action, request: FastifyRequest): Promise<Outcome<string>> {
  if (!action.allowed) return refuse('not_allowed_here');
  const session = floorOf(context, request);
  if (session === undefined) return { ok: false, error: noFloor(context, request) };
  const body = request.body as Buffer | undefined;
  const fields = readJsonBody(request.raw, body, action.row.fields, context.trustedProxies);
  if (!fields.ok) return fields;
  try {
    return await action.run(session, fields.value);
  } catch (error) {
    return unexpected(context, action.row.path, error);
  }
}

function unexpected(context: GatewayContext, path: string, error: unknown): Outcome<string> {
  try {
    return engineTrouble(error);
  } catch (bug) {
    context.log.error({ event: 'action.failed', path, err: bug });
    return refuse('internal');
  }
}
