/** What the modules are wired from, by injection token. `main.ts` makes each once. */
/** `Operations` of operations/operations.ts. */
export const OPERATIONS = Symbol('Operations');
export const READ_MODELS = Symbol('ReadModels');
/** `SealedLog` of #sealer. */
export const SEALED_LOG = Symbol('SealedLog');
/** `Packs` of #jobs: disclosure packs, built by a job. */
export const PACKS = Symbol('Packs');
/** `Receipts` of api/receipts.ts. */
export const RECEIPTS = Symbol('Receipts');
/** `Integrity` of integrity.ts. */
export const INTEGRITY = Symbol('Integrity');
/** `SignIn` of access/sign-in.ts. */
export const SIGN_IN = Symbol('SignIn');
export const PEOPLE = Symbol('People');
/** `Changes` of pages/ports.ts: tells when the read models have moved. */
export const CHANGES = Symbol('Changes');
/** `CustodyRecords` of pages/ports.ts: custody records as PDF, made by a job. */
export const CUSTODY_RECORDS = Symbol('CustodyRecords');
/** `Attachments` of pages/ports.ts: photographs and documents by their hash. */
export const ATTACHMENTS = Symbol('Attachments');
