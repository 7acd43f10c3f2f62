/** The release: proved by its tests, built, signed and verified, with notes. */
import { command } from '../../command/command.ts';
import type { Phase } from '../step.ts';
import { ops } from './step-kinds.ts';

const releaseTests = 'ops/release/release.pg.test.ts: ';
const clean = command('git', '-C', '{root}', 'diff', '--quiet', 'HEAD');

export const releasePhase: Phase = {
  id: 'release',
  title: 'Build the release',
  undoOnFailure: false,
  steps: [
    {
      ...{ id: 'release.test', title: 'Prove the commit', owner: 'development', kind: 'automatic' },
      lines: ['P35', 'P36', 'P37', 'P39', 'P41'],
      precheck: [clean],
      act: [command('{root}/.ci/run')],
      verify: [clean],
      evidence: [],
      undo: { nothing: 'tests leave nothing behind' },
      repeatable: true,
      tests: [
        'ops/plan/steps/steps.test.ts: tests run before anything is built, and anything is built before it is deployed',
      ],
    },
    {
      ...{ id: 'release.build', title: 'Build, sign and verify the artifact', owner: 'development', kind: 'automatic' },
      lines: ['D31', 'P39', 'P40'],
      precheck: [clean, ops('release', 'notes', '{version}')],
      act: [ops('release', 'build', '{version}', '--out', '{out}', '--key', '{key}', '--json')],
      verify: [ops('release', 'verify', '{out}/{version}', '--allowed-signers', '{signers}', '--json')],
      evidence: [
        { name: 'built', from: 'act', path: 'digest' },
        { name: 'digest', from: 'verify', path: 'digest' },
        { name: 'signer', from: 'verify', path: 'signer' },
        { name: 'commit', from: 'verify', path: 'manifest.commit' },
        { name: 'rollForwardOnly', from: 'verify', path: 'manifest.rollForwardOnly' },
      ],
      undo: { nothing: 'a folder that nothing runs' },
      repeatable: true,
      tests: [
        `${releaseTests}built twice, from another place, at another time, under another umask, has the same bytes`,
        `${releaseTests}with one altered byte is refused`,
        `${releaseTests}unpacked elsewhere, starts and serves without any network`,
      ],
    },
    {
      ...{ id: 'release.notes', title: 'Write the release notes', owner: 'product', kind: 'automatic', lines: ['D89'] },
      precheck: [],
      act: [ops('release', 'notes', '{version}')],
      verify: [command('test', '-s', '{out}/{version}/release-notes.md')],
      evidence: [],
      undo: { nothing: 'a text' },
      repeatable: true,
      tests: ['ops/release/release-facts.test.ts: migrations that only expand leave the way back open'],
    },
  ],
};
