import { createHash } from 'node:crypto';
import { CaseUco } from './case-uco.js';
import { type Manifest, type PackedEvent } from './format.js';
import { lines, type Bytes, type Opened } from './zip.js';

/**
 * SHA-256, base64url, of case-uco.jsonld made again from events.jsonl. MUST NOT be asked for before every line of it was found to be an
 * event: they are not looked at again, which would take a third of the whole.
 */
export async function caseUcoOf(zip: Bytes, events: Opened, manifest: Manifest): Promise<string> {
  const uco = new CaseUco(manifest);
  const digest = createHash('sha256').update(uco.begin());
  for await (const line of lines(zip, events)) digest.update(uco.take(JSON.parse(line) as PackedEvent));
  return digest.update(uco.end()).digest('base64url');
}
