import { createHash } from 'node:crypto';
import { CaseUco } from './case-uco.js';
import { parsePackedEvent, type Manifest } from './format.js';
import { lines, type Bytes, type Opened } from './zip.js';

/** SHA-256, base64url, of case-uco.jsonld made again from events.jsonl. @throws NotAPack for lines that are no events. */
export async function caseUcoOf(zip: Bytes, events: Opened, manifest: Manifest): Promise<string> {
  const uco = new CaseUco(manifest);
  const digest = createHash('sha256').update(uco.begin());
  for await (const line of lines(zip, events)) digest.update(uco.take(parsePackedEvent(line)));
  return digest.update(uco.end()).digest('base64url');
}
