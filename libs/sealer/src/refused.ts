import { type Position } from '#ledger';

/** What is in the ledger does not go with what was sealed: somebody changed one of them. Nothing more is signed until it does. */
export class SealRefused extends Error {
  constructor(
    readonly what: string,
    readonly where: { readonly stream?: string; readonly revision?: number; readonly position?: Position } = {},
  ) {
    super(`Not sealed: ${what}`);
    this.name = 'SealRefused';
  }
}
