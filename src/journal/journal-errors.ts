/** What can go wrong with a journal, by name. None of these is ever passed over in silence. */

/** What was stored is not what was written: the message names the floor, the place and what to do. */
export class JournalCorrupt extends Error {
  override readonly name = 'JournalCorrupt';
}

/** The journal or snapshot was made under other rules of trading than this release has. */
export class RulesVersionMismatch extends Error {
  override readonly name = 'RulesVersionMismatch';
}

/** Another writer has written this batch number: this one has lost the floor and must stop. */
export class BatchTaken extends Error {
  override readonly name = 'BatchTaken';
}

/** The store refused the batch, and it is certain that it is not there: nobody has to ask again what became of it. */
export class NotWritten extends Error {
  override readonly name = 'NotWritten';
}

/** Another live server writes this floor. */
export class WriterBusy extends Error {
  override readonly name = 'WriterBusy';
}

export class FloorExists extends Error {
  override readonly name = 'FloorExists';
}

/** The journal has no command of the wanted number. */
export class SequenceOutOfRange extends Error {
  override readonly name = 'SequenceOutOfRange';
}

/** The database can't be asked about the past now. What is in memory can still be read. */
export class HistoryUnavailable extends Error {
  override readonly name = 'HistoryUnavailable';
}

/** The projections did not reach what had been acknowledged within the time a query may wait. */
export class HistoryBehind extends Error {
  override readonly name = 'HistoryBehind';
}
