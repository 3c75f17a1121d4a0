/** One place where what the store holds is not what its log adds up to. Without personal values. */
export interface Difference {
  readonly in: 'log' | 'profile' | 'link' | 'merge' | 'record' | 'text' | 'sequence' | 'counts';
  /** The profile's id, which is that of its chain too; the sequence of a line of the log; a sender's queue; the currency of a sum. */
  readonly id: string;
  /** The number of the record or of a queue's message; the field of the profile, the merge or the line; the kind of the identifier; the name of the count. */
  readonly field: string;
  /** What is wrong with what the store holds. */
  readonly problem: 'missing' | 'needless' | 'different';
}
