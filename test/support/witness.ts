import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { cosignerKey, openCheckpoint, splitNote, verifyConsistency, witnessLine, type VerifierKey } from '#integrity';

/** A witness by C2SP tlog-witness, of one log. */
export async function startWitness(name: string, logKey: VerifierKey) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = cosignerKey('ed25519', name, publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  let latest: { readonly size: number; readonly root: Buffer } = { size: 0, root: Buffer.alloc(32) };
  let isDown = false;
  const statuses: number[] = [];

  const answer = async (body: string): Promise<{ status: number; text: string }> => {
    const end = body.indexOf('\n\n');
    const [first, ...proof] = body.slice(0, end).split('\n');
    const old = Number(/^old (0|[1-9]\d*)$/.exec(first)?.[1] ?? NaN);
    const note = body.slice(end + 2);
    if (!note.startsWith(`${logKey.name}\n`)) return { status: 404, text: '' };
    const checkpoint = await openCheckpoint(note, [logKey]).catch(() => undefined);
    if (!checkpoint) return { status: 403, text: '' };
    if (!(old <= checkpoint.size) || proof.length > 63) return { status: 400, text: '' };
    if (old !== latest.size) return { status: 409, text: `${latest.size}\n` };
    const isSame = old === checkpoint.size && !latest.root.equals(checkpoint.root);
    if (isSame) return { status: 409, text: `${latest.size}\n` };
    const hashes = proof.map((hash) => Buffer.from(hash, 'base64'));
    const follows = old === 0 ? hashes.length === 0 : verifyConsistency(latest, checkpoint, hashes);
    if (!follows) return { status: 422, text: '' };
    latest = checkpoint;
    const time = Math.floor(Date.now() / 1000);
    const line = await witnessLine(splitNote(note).text, time, key, (message) =>
      Promise.resolve(sign(null, message, privateKey)),
    );
    return { status: 200, text: line };
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const isKnown = request.method === 'POST' && request.url === '/add-checkpoint';
      const { status, text } = isDown
        ? { status: 503, text: '' }
        : isKnown
          ? await answer(body)
          : { status: 404, text: '' };
      statuses.push(status);
      response.writeHead(status, status === 409 ? { 'content-type': 'text/x.tlog.size' } : {}).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ key, statuses },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    down: (is: boolean) => void (isDown = is),
    latest: () => latest.size,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
