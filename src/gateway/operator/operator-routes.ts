/**
 * What the Operations page shows, in one answer: who this server is, its health and floors, its vital signs, and what operators recorded.
 * Only for the operator; the page itself holds nothing secret and is served to anybody. It reads and never changes anything.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Health } from '../../observe/health.ts';
import type { FloorFigures } from '../../observe/metrics.ts';
import { type Vitals, vitalColumns, vitalEverySeconds } from '../../observe/vitals.ts';
import { clientAddress } from '../client-address.ts';
import type { GatewayContext } from '../context.ts';
import { sendError, sendJson } from '../rest/answer.ts';
import { privateJson } from '../rest/headers.ts';
import { wireError } from '../wire/errors.ts';
import { recordReader } from './operations-record.ts';
import { OperatorGuard } from './operator-guard.ts';

export interface OperatorOptions {
  /** Undefined: nobody is let in. */
  readonly token: string | undefined;
  /** File of the operations record. */
  readonly recordFile: string | undefined;
  readonly server: ServerIdentity;
  readonly vitals: Vitals;
  readonly floors: () => readonly FloorFigures[];
}

export interface ServerIdentity {
  readonly name: string;
  readonly version: string;
  /** Wall milliseconds. */
  readonly startedMs: number;
}

export const operatorStatusPath = '/operator/v1/status';
const weight = 2;

export function mountOperator(
  app: FastifyInstance,
  context: GatewayContext,
  { options, health }: { readonly options: OperatorOptions | undefined; readonly health: Health },
): void {
  const nowMs = () => context.wallClock() / 1000;
  const guard = options?.token === undefined ? undefined : new OperatorGuard(options.token, nowMs);
  const readRecord = recordReader(options?.recordFile);
  app.get(operatorStatusPath, (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    const address = clientAddress(request.raw, context.trustedProxies);
    const limited = context.limits.charge(address, weight);
    const refuse = (error: ReturnType<typeof wireError>, retryAfterSeconds?: number) =>
      sendError(reply.raw, error, error.status === 401 ? asksForToken : privateJson, {
        usedWeight: context.limits.used(address),
        retryAfterSeconds,
      });
    if (limited !== undefined) return refuse(limited.error, limited.retryAfterSeconds);
    if (options === undefined || guard === undefined) return refuse(wireError('not_allowed_here'));
    const admitted = guard.admit(address, request.headers.authorization);
    if (!admitted.ok) return refuse(admitted.error, admitted.error.status === 429 ? guard.secondsLeft : undefined);
    void readRecord().then((record) => {
      const { ready, parts } = health.read();
      const { vitals, server, floors } = options;
      const answer = {
        server: { ...server, nowMs: Math.round(nowMs()) },
        health: { ready, parts },
        database: vitals.database,
        floors: floors(),
        vitals: { everySeconds: vitalEverySeconds, columns: vitalColumns, rows: vitals.rows },
        record,
      };
      sendJson(reply.raw, 200, JSON.stringify(answer), privateJson, { usedWeight: context.limits.used(address) });
    });
  });
}

const asksForToken = [...privateJson, 'www-authenticate', 'Bearer realm="paperfloor operations"'];
