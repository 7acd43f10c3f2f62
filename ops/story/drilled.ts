/** One drill of the story: carried out, told, and passed. */
import assert from 'node:assert/strict';
import { run } from './deploying/deployment.ts';
import type { Story } from './story.ts';

interface DrillAnswer {
  readonly verdict: string;
  readonly reason: string;
  readonly measured: Readonly<Record<string, string | number>>;
  readonly timeline: readonly { readonly ms: number; readonly says: string }[];
}

export async function drilled(story: Story, name: string): Promise<DrillAnswer> {
  const { stdout, stderr } = await run(story, 'drill', name);
  assert.notEqual(stdout, '', stderr);
  const answer = JSON.parse(stdout) as DrillAnswer;
  for (const { ms, says } of answer.timeline) console.error(`  ${(ms / 1000).toFixed(1)} s  ${says}`);
  console.error(`  ${name}: ${answer.verdict}: ${answer.reason}`);
  assert.equal(answer.verdict, 'pass', answer.reason);
  return answer;
}
