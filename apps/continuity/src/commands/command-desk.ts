import { type Person, type Problems, type Refusal } from '#custody';

/** What a command ended in; the same command again is answered with the same. */
export interface Receipt {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly events: readonly { readonly id: string; readonly type: string }[];
  readonly hash: string;
  readonly caseId: string;
  /** When its last event was. */
  readonly recordedAt: string;
}

/** One thing that somebody asks to be done. */
export interface Request {
  /** The command's name: 'SeizeDevice'. */
  readonly name: string;
  /** Parsed JSON as the client sent it. */
  readonly body: unknown;
  /** UUID made by the client; the same one again is answered with the same receipt, nothing appended. */
  readonly commandId: string;
  readonly by: Person;
  /** UUID that ties together what belongs together; the command's own id unless told. */
  readonly correlationId?: string;
}

export type Answer =
  | { readonly is: 'done'; readonly receipt: Receipt }
  | { readonly is: 'unknown command' }
  | { readonly is: 'invalid'; readonly problems: Problems }
  | { readonly is: 'refused'; readonly refusal: Refusal };

export type Weighed = { readonly is: 'allowed' } | Exclude<Answer, { readonly is: 'done' }>;

/** Takes commands: pages and API alike. @throws LedgerUnavailable when the ledger cannot be reached in time. */
export abstract class CommandDesk {
  abstract take(request: Request): Promise<Answer>;

  /**
   * What the rules would say to a command, were it sent now; nothing is recorded and nothing claimed. For offering only: what is
   * allowed here may be refused a moment later, and whether a value is taken already is seen when it is claimed.
   */
  abstract weigh(request: Omit<Request, 'commandId'>): Promise<Weighed>;
}
