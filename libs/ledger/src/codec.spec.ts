import fc from 'fast-check';
import { type JsonObject, type RecordedEvent } from '#integrity';
import { metadataOf, recordedEvent, UnreadableEvent } from './codec.js';
import { recorded } from './ledger.contract.js';

const text = fc.string({ unit: 'grapheme' });
const events = fc.record({
  actor: fc.record(
    { id: text, name: text, role: text, force: text, unit: text, onBehalfOf: text },
    { requiredKeys: ['id', 'name', 'role', 'force', 'unit'], noNullPrototype: true },
  ),
  schema: fc.nat(),
  caseId: text,
  commitments: fc.array(fc.base64String({ minLength: 4 })),
  data: fc.dictionary(text, fc.jsonValue({ noUnicodeString: false }), { noNullPrototype: true }),
});
const [built] = recorded('exhibit-1');

const stored = (event: RecordedEvent) => ({
  ...{ id: event.id, stream: event.stream, revision: event.revision, type: event.type, data: event.data },
  metadata: JSON.parse(JSON.stringify(metadataOf(event))) as Record<string, string>,
});

describe('what a store keeps of an event', () => {
  if (!built) throw new Error('none built');

  it('gives the event back as it was recorded', () => {
    fc.assert(
      fc.property(events, (parts) => {
        const event = { ...built, ...parts, data: parts.data as JsonObject };
        expect(recordedEvent(stored(event))).toStrictEqual(event);
      }),
    );
  });

  it('is flat strings', () => {
    const metadata: object = metadataOf({ ...built, actor: { ...built.actor, onBehalfOf: 'hart' } });
    expect(new Set(Object.values(metadata).map((value) => typeof value))).toStrictEqual(new Set(['string']));
    expect(metadata).toMatchObject({ schema: '1', 'actor.id': 'doyle', 'actor.onBehalfOf': 'hart', hash: built.hash });
  });

  it('cannot be read without any one of its parts', () => {
    const { metadata, ...rest } = stored(built);
    for (const name of Object.keys(metadata)) {
      const { [name]: _taken, ...others } = metadata;
      expect(() => recordedEvent({ ...rest, metadata: others })).toThrow(
        new UnreadableEvent(built.stream, built.revision, `${name} is missing`),
      );
    }
  });
});
