/**
 * What is wrong with each bad release of the story. Source text: it is put into a release made for this, and into nothing else. Answers go out
 * by two ways (decision 0014), so what is wrong with answers is wrong with both.
 */
import type { Change } from './releases.ts';

export interface Fault {
  readonly change: Change;
  /** What must be said of it: a release that is pulled back for something else proves nothing. */
  readonly reason: RegExp;
}

export const faults: Readonly<Record<string, Fault>> = {
  // Not from the start: the smoke test is not to see it.
  'fails 30 % of its requests': {
    reason: /failed requests|^smoke: .* 500/,
    change: {
      prelude: `import { ServerResponse } from 'node:http';
import { DirectAnswer } from './gateway/rest/direct-answer.ts';
let answers = 0;
const isBad = () => ++answers > 30 && Math.random() < 0.3;
const { send } = DirectAnswer.prototype;
DirectAnswer.prototype.send = function (status, ...given) {
  send.call(this, isBad() ? 500 : status, ...given);
};
const { writeHead } = ServerResponse.prototype;
ServerResponse.prototype.writeHead = function (status, ...given) {
  return writeHead.call(this, this.req?.url?.startsWith('/api/') && isBad() ? 500 : status, ...given);
};
`,
    },
  },
  // Answers to the API alone: what says whether the server is well stays as it is.
  'is three times slower': {
    reason: /^canary.*answer times/,
    change: {
      prelude: `import { Server, ServerResponse } from 'node:http';
import { DirectAnswer } from './gateway/rest/direct-answer.ts';
const { send } = DirectAnswer.prototype;
DirectAnswer.prototype.send = function (...given) {
  setTimeout(() => send.apply(this, given), 60);
};
const { emit } = Server.prototype;
Server.prototype.emit = function (event, ...given) {
  if (event === 'request') given[1].beganAt = performance.now();
  return emit.call(this, event, ...given);
};
const { end } = ServerResponse.prototype;
ServerResponse.prototype.end = function (...given) {
  const answer = () => end.apply(this, given);
  if (!this.req?.url?.startsWith('/api/')) return answer();
  setTimeout(answer, 40 + 2 * (performance.now() - (this.beganAt ?? performance.now())));
  return this;
};
`,
    },
  },
  'ends again and again': {
    reason: /does not run|started again|not ready|is not reached|the story wants this release to end/,
    change: {
      prelude: 'setTimeout(() => { throw new Error("the story wants this release to end"); }, 12_000);\n',
    },
  },
  'takes a column away': {
    reason: /^preflight: .*9999-tidier/,
    change: {
      migrations: {
        '9999-tidier': `/** Takes a column away that the release before reads. */
import { type Kysely, sql } from 'kysely';
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql\`ALTER TABLE floor DROP COLUMN writer_epoch\`.execute(db);
}
`,
      },
    },
  },
  'corrupts its ledger': {
    reason: /audit/,
    change: {
      prelude: `import { Floor } from './core/floor/floor.ts';
const { audit } = Floor.prototype;
const began = performance.now();
Floor.prototype.audit = function (turn) {
  if (performance.now() - began > 12_000) throw new Error('entries of USDT sum to 1, expected 0');
  return audit.call(this, turn);
};
`,
    },
  },
};
