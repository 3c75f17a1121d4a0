/** One place where what the store holds is not what its log adds up to. Without personal values. */
export interface Difference {
  readonly in: 'log' | 'profile' | 'link' | 'merge' | 'counts';
  /** The profile's id; the sequence of a line of the log; the currency of a sum. */
  readonly id: string;
  /** The field of the profile, the merge or the line; the kind of the identifier; the name of the count. */
  readonly field: string;
  /** What is wrong with what the store holds. */
  readonly problem: 'missing' | 'needless' | 'different';
}
