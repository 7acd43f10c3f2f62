/** A manual step is done when the one who answers for it says so, by name and role, with what was asked for attached. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { OpsProblem } from '../../command/problem.ts';
import type { Attachment, Entry, Verdict } from '../evidence/fact.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { ManualStep, Role, Step } from '../step.ts';
import { openRun } from './progress.ts';

export interface Signature {
  readonly step: string;
  readonly by: string;
  readonly role: Role;
  readonly verdict: Exclude<Verdict, 'inconclusive'>;
  readonly note: string;
  /** Files to keep with it. */
  readonly files: readonly string[];
}

const attachmentBytesMax = 64 * 1024 * 1024;

/** Throws `OpsProblem` when it isn't this person's to sign, nothing waits for it, or what was asked for is not attached. */
export function signStep(ledger: Ledger, directory: string, steps: readonly Step[], signature: Signature): Entry {
  const { environment } = ledger;
  const status = `paperfloor ops plan status --env ${environment}`;
  const step = steps.find(({ id }) => id === signature.step);
  if (step === undefined) throw new OpsProblem(`there is no step ${signature.step}`, 'paperfloor ops plan show');
  if (step.kind !== 'manual') throw new OpsProblem(`${step.id} is automatic: it is run, not signed`, status);
  const run = openRun(ledger.entries);
  if (run === undefined || !run.steps.includes(step.id)) {
    throw new OpsProblem(`no open run on ${environment} waits for ${step.id}`, status);
  }
  checkSigner(step, signature, environment);
  const { by, role, verdict, note } = signature;
  const attachments = signature.files.map((file) => keepFile(join(directory, 'attachments'), file));
  return ledger.append({ what: 'step.signed', run: run.id, step: step.id, by, role, verdict, note, attachments });
}

function checkSigner(step: ManualStep, { role, verdict, note, files }: Signature, environment: string): void {
  const again = `paperfloor ops plan sign ${step.id} --env ${environment} --by NAME --role ${step.owner} --note TEXT`;
  if (role !== step.owner) throw new OpsProblem(`${step.id} is ${step.owner}'s to sign, not ${role}'s`, again);
  if (note.trim() === '') throw new OpsProblem(`${step.id}: say in --note what was seen`, again);
  if (verdict === 'pass' && files.length < step.attach.length) {
    throw new OpsProblem(
      `${step.id} asks for ${step.attach.join(' and ')}, found ${files.length} attached`,
      `${again} ${step.attach.map(() => '--attach FILE').join(' ')}`,
    );
  }
}

/** A copy under its own digest: a file that is changed later is another one. */
function keepFile(directory: string, file: string): Attachment {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    throw new OpsProblem(`${file} can't be read`, `ls -l ${file}`, { cause: error });
  }
  if (content.length === 0 || content.length > attachmentBytesMax) {
    throw new OpsProblem(
      `expected a file of 1 byte to ${attachmentBytesMax / 1024 / 1024} MB to attach, found ${file} with ${content.length} bytes`,
      'attach a file that says where the rest is kept',
    );
  }
  return keepContent(directory, basename(file), content);
}

/** The same for what was never a file. */
export function keepContent(directory: string, name: string, content: Buffer): Attachment {
  const sha256 = createHash('sha256').update(content).digest('hex');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, sha256), content);
  return { name, sha256, bytes: content.length };
}
