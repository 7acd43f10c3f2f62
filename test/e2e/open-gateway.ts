/** A whole gateway on a real port, over floors in memory: what stock clients dial. */
import { createTestGateway, type TestGateway, type TestGatewayOptions } from '../support/test-gateway.ts';

export interface OpenGateway extends TestGateway {
  /** `http://127.0.0.1:PORT` and `ws://127.0.0.1:PORT`. */
  readonly http: string;
  readonly ws: string;
}

/** On a free port unless one is named. */
export async function openGateway(options: TestGatewayOptions = {}, port = 0): Promise<OpenGateway> {
  const test = await createTestGateway(options);
  const http = await test.gateway.listen('127.0.0.1', port);
  return { ...test, http, ws: http.replace('http', 'ws') };
}
