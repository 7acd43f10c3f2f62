/** One thing an administrator can do: the shape of its input, and the doing. Results are plain JSON values. */
import type { Static, TObject } from '@sinclair/typebox';
import type { AdminParts, Progress } from './parts.ts';

export interface Operation<Input extends TObject, Answer> {
  readonly input: Input;
  run(parts: AdminParts, input: Static<Input>, progress: Progress): Promise<Answer> | Answer;
}

/** Only there so that the input's type follows from its schema. */
export function operation<Input extends TObject, Answer>(of: Operation<Input, Answer>): Operation<Input, Answer> {
  return of;
}
