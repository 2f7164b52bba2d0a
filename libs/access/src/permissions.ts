/** What is asked of the product, as far as it matters to who may ask and to the record of who looked. */
export interface Permission {
  /** The one thing that an answer is about: its id is in the address. `many` is a list or a search. */
  readonly about: 'nothing' | 'case' | 'exhibit' | 'suspect' | 'many';
  /** How an answer is recorded (Data Protection Act 2018 s.62); `nothing` where it tells nothing of a case. */
  readonly recorded: 'nothing' | 'consultation' | 'search' | 'export';
}

/** Every address needs one of these; an address without one does not start. */
export const PERMISSIONS = {
  /** Answered to everybody: hashes, the verifier, style sheets. */
  public: { about: 'nothing', recorded: 'nothing' },
  /** Whoever runs the machines asks it: health and figures, nothing of a case. */
  operate: { about: 'nothing', recorded: 'nothing' },
  'be signed in': { about: 'nothing', recorded: 'nothing' },
  /** The command decides who may give it, and is an event itself. */
  'give commands': { about: 'nothing', recorded: 'nothing' },
  'see what is in hand': { about: 'many', recorded: 'consultation' },
  'see the board': { about: 'many', recorded: 'consultation' },
  'see cases': { about: 'many', recorded: 'consultation' },
  'see a case': { about: 'case', recorded: 'consultation' },
  'see an exhibit': { about: 'exhibit', recorded: 'consultation' },
  'see a suspect': { about: 'suspect', recorded: 'consultation' },
  'print labels': { about: 'exhibit', recorded: 'consultation' },
  'print labels of a case': { about: 'case', recorded: 'consultation' },
  'see disclosure': { about: 'case', recorded: 'consultation' },
  'take away a pack': { about: 'case', recorded: 'export' },
  'take away a custody record': { about: 'exhibit', recorded: 'export' },
  'take away an attachment': { about: 'exhibit', recorded: 'export' },
  search: { about: 'many', recorded: 'search' },
  audit: { about: 'many', recorded: 'search' },
  'take away an audit': { about: 'many', recorded: 'export' },
  'see a proof': { about: 'nothing', recorded: 'nothing' },
  'see outcomes': { about: 'nothing', recorded: 'nothing' },
  /** Everybody sees their own looks. */
  'see own looks': { about: 'many', recorded: 'consultation' },
  'see who looked': { about: 'many', recorded: 'search' },
  'take away who looked': { about: 'many', recorded: 'export' },
  'report to a data subject': { about: 'suspect', recorded: 'export' },
  /** Told to nobody: the answer to a case that one does not know of. */
  'break glass': { about: 'nothing', recorded: 'nothing' },
  'see integrity': { about: 'nothing', recorded: 'nothing' },
  'ask for a check': { about: 'nothing', recorded: 'nothing' },
} as const satisfies Readonly<Record<string, Permission>>;

export type PermissionName = keyof typeof PERMISSIONS;
