/** The ids that an event stands under. */
export interface Ids {
  readonly caseId: string;
  readonly stream: string;
}

/** A value that only one exhibit may have, taken in a stream of its own before the event that uses it is appended. */
export interface Claim {
  readonly kind: 'exhibit reference' | 'seal number';
  readonly value: string;
  /** Within what the value is unique: a case's id, or empty for everywhere. */
  readonly within: string;
  readonly exhibitId: string;
}

/** Finds a person's name by their id; the id itself where the name is not known. */
export type NameOf = (personId: string) => string;

/** Facts of one schema as those of the next. It MUST NOT rename a personal field: its seal is bound to the name. */
export type Upcast = (facts: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

export interface EventDefinition<F extends object, P extends keyof F> {
  /** The schema that is written now: one more than there are upcasts. */
  readonly schema: number;
  /** From schema 1 to 2, from 2 to 3, ... What is stored stays as it is; old facts are lifted whenever they are read. */
  readonly upcasts: readonly Upcast[];
  /** What the timeline and the audit call it. */
  readonly label: string;
  /** One sentence for a person. Personal fields that were erased or withheld arrive as a bracketed word. */
  readonly says: (facts: F, nameOf: NameOf) => string;
  /** Fields that are personal data, and whose: the data subject whose key seals them. */
  readonly personal: { readonly [field in P]: (facts: F, ids: Ids) => string };
  readonly claims: (facts: Omit<F, P>, ids: Ids) => readonly Claim[];
  /** The stream that this fact also begins: a part taken out of an exhibit starts its own with the same event. */
  readonly begins: (facts: Omit<F, P>) => string | undefined;
  /** What is to be done elsewhere because of it, by whoever did this; refused there, it was done before. */
  readonly follows: (facts: Omit<F, P>, ids: Ids) => readonly FollowUp[];
}

/** A command by its name and body. */
export interface FollowUp {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Any event's definition, for code that handles events whatever their type. */
export interface AnyEventDefinition {
  readonly schema: number;
  readonly upcasts: readonly Upcast[];
  readonly label: string;
  readonly says: (facts: never, nameOf: NameOf) => string;
  /** Undefined of a field that is personal only sometimes, and not in these facts. */
  readonly personal: Readonly<Record<string, (facts: never, ids: Ids) => string | undefined>>;
  readonly claims: (facts: never, ids: Ids) => readonly Claim[];
  readonly begins: (facts: never) => string | undefined;
  readonly follows: (facts: never, ids: Ids) => readonly FollowUp[];
}

export type Catalogue = Readonly<Record<string, AnyEventDefinition>>;

/**
 * Defines an event type: `event<Facts<SeizeDevice>>()({ label, says, ... })`. Called twice because TypeScript infers which
 * fields are personal only when the facts are given apart.
 */
export const event =
  <F extends object>() =>
  <const P extends keyof F = never>(
    definition: Partial<Pick<EventDefinition<F, P>, 'upcasts' | 'claims' | 'begins' | 'follows'>> &
      Pick<EventDefinition<F, P>, 'label' | 'says'> &
      ([P] extends [never] ? { personal?: undefined } : Pick<EventDefinition<F, P>, 'personal'>),
  ): EventDefinition<F, P> => ({
    schema: 1 + (definition.upcasts?.length ?? 0),
    upcasts: [],
    claims: () => [],
    begins: () => undefined,
    follows: () => [],
    ...definition,
    personal: definition.personal ?? ({} as EventDefinition<F, P>['personal']),
  });

/** All facts of an event type, personal ones readable: what a decision states and a page shows. */
export type FactsOf<D> = D extends EventDefinition<infer F, infer _P> ? F : never;
/** The facts that state and read models may keep: without the personal ones, which only the holder of a key can read. */
export type StoredFactsOf<D> = D extends EventDefinition<infer F, infer P> ? Omit<F, P> : never;

export type Happened<C extends Catalogue> = {
  [T in keyof C & string]: { readonly type: T; readonly facts: FactsOf<C[T]> };
}[keyof C & string];

/** `happened('CustodyReceived', { ... })`: states a fact of one catalogue. */
export type Happen<C extends Catalogue> = <T extends keyof C & string>(type: T, facts: FactsOf<C[T]>) => Happened<C>;

export const happening =
  <C extends Catalogue>(): Happen<C> =>
  (type, facts) => ({ type, facts });
