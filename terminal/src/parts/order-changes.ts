/** What reads, words and sends the change of an open order. */
export { EditNote } from '../components/edit-note.tsx';
export { changeOrder } from '../desk/change-fate.ts';
export { changeDoubt, changeNotice } from '../desk/change-words.ts';
export { readChange } from '../views/read-change.ts';
