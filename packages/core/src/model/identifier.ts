/** The kinds of identifier that every hub knows. */
export const identifierKinds = ['userId', 'anonymousId', 'email', 'phone', 'loyalty_card'] as const;

/** The kind of an identifier: one of {@link identifierKinds}, or a retailer's own such as `club_number`. */
export type IdentifierKind = (typeof identifierKinds)[number] | (string & {});

/** A pointer to a profile: a kind and a value. */
export interface Identifier {
  readonly kind: IdentifierKind;
  /** As the source wrote it; the hub normalises it before it compares. */
  readonly value: string;
}
