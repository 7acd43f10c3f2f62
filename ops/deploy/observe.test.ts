/** What is made of two looks at the same servers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command } from '../command/command.ts';
import { aSite } from '../verify/test-support/a-site.ts';
import type { ServerFigures } from './figures.ts';
import { type Look, seenBetween } from './observe.ts';
import type { Place } from './place.ts';

const place: Place = {
  ...{ environment: 'lab-staging', root: '/p', site: aSite, secrets: '/s', talk: () => {} },
  ...{ here: () => command('true'), on: () => command('true') },
};

const figures: ServerFigures = {
  ...{ active: true, restarts: 0, ready: true, troubles: [], floors: [], brokenFloors: [], lagSeconds: 0.01 },
  ...{ audits: 13, auditFaults: 1, times: new Map([[Number.POSITIVE_INFINITY, 10]]) },
};

test('an audit that had failed before anybody looked is a fault all the same, and only answers in between count', () => {
  const look = (times: number): Look => {
    const green = { ...figures, times: new Map([[Number.POSITIVE_INFINITY, times]]) };
    return { atMs: 0, servers: new Map([['app1', { green }]]), balancers: new Map() };
  };
  const seen = seenBetween(place, 'green', [look(10), look(25)], new Map());
  assert.deepEqual(
    seen.servers.map(({ host, auditFaults }) => [host, auditFaults]),
    [['app1', 1]],
  );
  assert.deepEqual([...(seen.times ?? [])], [[Number.POSITIVE_INFINITY, 15]]);
});
