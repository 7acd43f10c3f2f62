/** For balancers and monitoring: alive, ready, measured. */
import type { FastifyInstance } from 'fastify';
import type { Health } from '../../observe/health.ts';
import type { Metrics } from '../../observe/metrics.ts';
import { pageHeaders } from './headers.ts';
import { sharedAnswer } from './shared-answer.ts';

/** Between two readings of all figures, which take some milliseconds each. */
const figuresPauseMs = 100;

export const healthPaths = ['/healthz', '/readyz', '/metrics'] as const;

export function mountHealth(
  app: FastifyInstance,
  parts: { readonly health: Health; readonly metrics: Pick<Metrics, 'expose' | 'contentType'> },
): void {
  const headers = { ...pageHeaders, 'cache-control': 'no-store' };
  app.get('/healthz', (_request, reply) => reply.headers(headers).type('application/json').send('{"status":"alive"}'));
  app.get('/readyz', (_request, reply) => {
    const { ready, ...report } = parts.health.read();
    return reply
      .code(ready ? 200 : 503)
      .headers(headers)
      .type('application/json')
      .send(JSON.stringify({ status: ready ? 'ready' : 'not ready', ...report }));
  });
  const figures = sharedAnswer(() => parts.metrics.expose(), figuresPauseMs);
  app.get('/metrics', async (_request, reply) => {
    const text = await figures();
    return reply.headers(headers).type(parts.metrics.contentType).send(text);
  });
}
