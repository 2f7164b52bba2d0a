import { Blob } from 'node:buffer';
import { webcrypto } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createContext, Script } from 'node:vm';
import { type Report, type VerifyOptions } from '#integrity';
import { bundle } from '../../apps/verify/src/build-page.js';

export type BrowserVerifier = (zip: Buffer, options: VerifyOptions) => Promise<Report>;

/** The verifier as a browser runs it, in a world that has of Node no more than a browser has. */
export async function browserVerifier(): Promise<BrowserVerifier> {
  const script = await bundle(fileURLToPath(new URL('../..', import.meta.url)), 'verify-file.ts', 'verifier');
  const world = createContext({ crypto: webcrypto, TextDecoder, TextEncoder, console });
  new Script(`${script};this.verifyFile = verifier.verifyFile`).runInContext(world);
  const { verifyFile } = world as { verifyFile: (file: Blob, options: VerifyOptions) => Promise<Report> };
  return async (zip, options) =>
    JSON.parse(JSON.stringify(await verifyFile(new Blob([new Uint8Array(zip)]), options))) as Report;
}
