import fc from 'fast-check';
import { seizure } from '../test/recordings.js';
import { canonical } from './canonical.js';
import { envelopeText, type Envelope } from './envelope.js';
import { type Json } from './json.js';

/** The same by `canonical`, from the format as docs/event-format.md gives it. */
function byTheBook(event: Envelope): string {
  const { actor, caseId, commandId, causationId, correlationId, occurredAt, recordedAt } = event;
  const { commitments, id, prev, revision, schema, stream, type } = event;
  return canonical({
    actor: { ...(actor as object), name: undefined } as Json,
    case: caseId,
    command: { id: commandId, correlationId, causationId },
    times: { occurredAt, recordedAt },
    ...{ commitments, id, prev, revision, schema, stream, type },
  });
}
const outcome = (of: (event: Envelope) => string, event: Envelope): string => {
  try {
    return of(event);
  } catch {
    return 'refused';
  }
};

const { name: _, ...actor } = seizure.actor;
const whole: Envelope = { ...seizure, actor, commitments: ['a'.repeat(43), 'b'.repeat(43)] };
/** Every part of it that is not a number. */
const parts = ['id', 'stream', 'type', 'occurredAt', 'recordedAt', 'caseId', 'commandId', 'correlationId', 'causationId', 'prev']; // prettier-ignore
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '\udc00\ud800', 'C:\\udvar', '"', '\u007f', '\u2028', 'é', 'a","b', '__proto__'),
);

describe('the text that an event is hashed by', () => {
  it('is the RFC 8785 form of its envelope, whatever its texts are', () => {
    const envelope = fc.record({
      ...Object.fromEntries(parts.map((part) => [part, text])),
      actor: fc.record(
        { force: text, id: text, role: text, unit: text, onBehalfOf: text, name: text },
        { requiredKeys: ['force', 'id', 'role', 'unit'] },
      ),
      commitments: fc.array(fc.oneof(text, fc.constantFrom('a'.repeat(43), '_'.repeat(43)))),
      revision: fc.maxSafeNat(),
      schema: fc.nat(),
    }) as unknown as fc.Arbitrary<Envelope>;
    fc.assert(fc.property(envelope, (event) => expect(outcome(envelopeText, event)).toBe(outcome(byTheBook, event))));
    expect(outcome(envelopeText, whole)).toBe(byTheBook(whole));
  });

  it('is that form also of what somebody made of an event', () => {
    const anything = fc.oneof(
      text,
      fc.constantFrom(undefined, null, 7, 'undefined', [], ['a'.repeat(43), 7], {}, true),
    );
    const odd = fc.dictionary(fc.constantFrom('force', 'id', 'role', 'unit', 'name', 'onBehalfOf', 'rank'), anything);
    const changed = fc.record(
      { ...Object.fromEntries([...parts, 'commitments'].map((part) => [part, anything])), actor: odd },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(changed, (change) => {
        const event = { ...whole, ...change } as Envelope;
        expect(outcome(envelopeText, event)).toBe(outcome(byTheBook, event));
      }),
    );
  });

  it('tells a list of digests from one text that looks like it', () => {
    const one = { ...whole, commitments: [whole.commitments.join('","')] };
    expect(envelopeText(one)).not.toBe(envelopeText(whole));
    expect(envelopeText(one)).toBe(byTheBook(one));
  });
});
