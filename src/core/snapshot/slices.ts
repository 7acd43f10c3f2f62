/**
 * Long work in slices: whoever runs it may do something else between two of them, as long as that leaves alone what the work is
 * about. A slice is some milliseconds; how many there are depends on the state.
 */
export type Slices<T> = Generator<undefined, T, undefined>;

/** Orders, or what is like them, of one slice. */
export const sliceSize = 4096;

/** Without a pause. */
export function atOnce<T>(slices: Slices<T>): T {
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}
