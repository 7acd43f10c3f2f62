/** Asks for paths as they are written, and hands back status and headers. */
import type { PageAnswer, PagesInput } from '../security/headers.ts';
import { Exchange } from './exchange.ts';

export async function askPages({ paths, ...to }: PagesInput): Promise<readonly PageAnswer[]> {
  const exchange = new Exchange(to);
  try {
    const answers: PageAnswer[] = [];
    for (const path of paths) {
      const { status, headers } = await exchange.ask('GET', path);
      answers.push({ path, status, headers });
    }
    return answers;
  } finally {
    exchange.close();
  }
}
