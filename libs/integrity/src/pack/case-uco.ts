import { canonical } from '../canonical.js';
import { ACTOR_NAME } from '../commitment.js';
import { type Json, type JsonObject } from '../json.js';
import { parseDisclosure, type Manifest, type PackedEvent } from './format.js';

/** Of CASE and UCO 1.x (caseontology.org, unifiedcyberontology.org); `kb` names what is in the pack, and leads nowhere. */
const CONTEXT = {
  kb: 'https://continuity.invalid/kb/',
  'case-investigation': 'https://ontology.caseontology.org/case/investigation/',
  'uco-action': 'https://ontology.unifiedcyberontology.org/uco/action/',
  'uco-core': 'https://ontology.unifiedcyberontology.org/uco/core/',
  'uco-identity': 'https://ontology.unifiedcyberontology.org/uco/identity/',
  'uco-observable': 'https://ontology.unifiedcyberontology.org/uco/observable/',
  'uco-tool': 'https://ontology.unifiedcyberontology.org/uco/tool/',
  'uco-types': 'https://ontology.unifiedcyberontology.org/uco/types/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

const EXHIBIT = /^exhibit-(.+)$/;
const link = (id: string) => ({ '@id': id });
const moment = (value: string) => ({ '@type': 'xsd:dateTime', '@value': value });
const node = (kind: string, id: string) => `kb:${kind}-${encodeURIComponent(id)}`;

/**
 * The facts of a pack as CASE/UCO JSON-LD, for other forensic tools: an investigative action for each entry, a provenance record
 * for each of an exhibit, the exhibits as devices, the people who acted. Made of nothing but the lines of events.jsonl, so what
 * those withhold is withheld here, and whoever has a pack can make it again and compare. The pieces together are one document.
 */
export class CaseUco {
  readonly #manifest: Pick<Manifest, 'caseId' | 'redactions'>;
  readonly #people = new Map<string, JsonObject>();
  readonly #makers = new Map<string, JsonObject>();
  readonly #exhibits: string[] = [];
  #stream = '';
  #exhibit: Record<string, Json | undefined> = {};
  #before: string | undefined;
  #operation: Json | undefined;

  constructor(manifest: Pick<Manifest, 'caseId' | 'redactions'>) {
    this.#manifest = manifest;
  }

  begin(): string {
    return `{"@context":${canonical(CONTEXT)},"@graph":[\n`;
  }

  /** Events in the order of the pack: stream by stream. */
  take(packed: PackedEvent): string {
    const { event } = packed;
    const shown = new Map(packed.disclosures.map(parseDisclosure).map(({ name, value }) => [name, value]));
    const ended = event.stream === this.#stream ? [] : this.#endStream();
    if (event.stream !== this.#stream) this.#begin(event.stream);
    this.#know(event.actor, shown.get(ACTOR_NAME));
    if (event.type === 'CaseOpened') this.#operation = shown.get('operationName');
    const nodes = [...ended, ...this.#nodesOf(packed, shown)];
    this.#before = node('action', event.id);
    return nodes.map((each) => `${canonical(each)},\n`).join('');
  }

  end(): string {
    const nodes = [...this.#endStream(), ...this.#people.values(), ...this.#makers.values()];
    const { caseId } = this.#manifest;
    const investigation = {
      '@id': node('investigation', caseId),
      '@type': 'case-investigation:Investigation',
      'uco-core:name': typeof this.#operation === 'string' ? this.#operation : caseId,
      'uco-core:object': this.#exhibits.map(link),
    };
    return `${[...nodes, investigation].map((each) => canonical(each)).join(',\n')}\n]}\n`;
  }

  #begin(stream: string): void {
    this.#stream = stream;
    this.#before = undefined;
    this.#exhibit = {};
  }

  /** Whoever acted, under the name that is shown of them anywhere. */
  #know({ id, role, unit, force }: PackedEvent['event']['actor'], name: Json | undefined): void {
    const known = this.#people.get(id);
    if (known && ('uco-core:name' in known || typeof name !== 'string')) return;
    this.#people.set(id, {
      '@id': node('person', id),
      '@type': 'uco-identity:Person',
      ...(typeof name === 'string' ? { 'uco-core:name': name } : {}),
      'uco-core:description': `${role}, ${unit}, ${force}`,
    });
  }

  #nodesOf({ event, withheld }: PackedEvent, shown: ReadonlyMap<string, Json>): readonly JsonObject[] {
    const [, exhibitId] = EXHIBIT.exec(event.stream) ?? [];
    const facts = [...shown].filter(([name]) => name !== ACTOR_NAME);
    const said = facts.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : canonical(value)}`);
    const kept = withheld.map(({ field, redaction }) => `${field}: withheld, reason ${redaction + 1}`);
    const results: string[] = [];
    const nodes: JsonObject[] = [];
    if (exhibitId !== undefined) {
      this.#describe(exhibitId, event.type, shown);
      const record = node('provenance-record', event.id);
      results.push(record);
      nodes.push({
        '@id': record,
        '@type': 'case-investigation:ProvenanceRecord',
        ...(this.#exhibit.reference === undefined
          ? {}
          : { 'case-investigation:exhibitNumber': this.#exhibit.reference }),
        'uco-core:objectCreatedTime': moment(event.recordedAt),
        'uco-core:object': link(node('exhibit', exhibitId)),
      });
    }
    const image = imageOf(event.id, shown);
    if (event.type === 'ImageAcquired' && image) {
      results.push(node('image', event.id));
      nodes.push(image);
    }
    const tool = shown.get('tool');
    const instrument =
      typeof tool === 'string'
        ? { '@id': node('tool', event.id), '@type': 'uco-tool:Tool', 'uco-core:name': tool }
        : undefined;
    const action: Record<string, Json> = {
      '@id': node('action', event.id),
      '@type': 'case-investigation:InvestigativeAction',
      'uco-core:name': event.type,
      'uco-core:description': [...said, ...kept].join('; '),
      'uco-core:objectCreatedTime': moment(event.recordedAt),
      'uco-action:startTime': moment(event.occurredAt),
      'uco-action:performer': link(node('person', event.actor.id)),
    };
    if (exhibitId !== undefined) action['uco-action:object'] = link(node('exhibit', exhibitId));
    if (instrument) action['uco-action:instrument'] = link(instrument['@id']);
    if (results.length > 0) action['uco-action:result'] = results.map(link);
    if (this.#before !== undefined) action['case-investigation:wasInformedBy'] = link(this.#before);
    return [action, ...nodes, ...(instrument ? [instrument] : [])];
  }

  /** What the device is, as its entries say one after the other. */
  #describe(exhibitId: string, type: string, shown: ReadonlyMap<string, Json>): void {
    this.#exhibit.id = exhibitId;
    // A part taken out of it has an entry in its stream too, which says what the part is.
    if (type === 'SubExhibitTaken' && shown.get('childId') !== exhibitId) return;
    const reference = shown.get('exhibitRef');
    if (reference !== undefined) this.#exhibit.reference = reference;
    if (!['DeviceDetected', 'DeviceSeized', 'SubExhibitTaken'].includes(type)) return;
    for (const name of ['kind', 'description', 'make', 'model', 'serial', 'imei'])
      this.#exhibit[name] = shown.get(name) ?? this.#exhibit[name];
  }

  #endStream(): readonly JsonObject[] {
    const { id, reference, kind, description, make, model, serial, imei } = this.#exhibit;
    if (typeof id !== 'string') return [];
    this.#exhibit = {};
    this.#exhibits.push(node('exhibit', id));
    const maker = typeof make === 'string' ? node('organization', make) : undefined;
    if (maker !== undefined && typeof make === 'string')
      this.#makers.set(maker, { '@id': maker, '@type': 'uco-identity:Organization', 'uco-core:name': make });
    const facets: JsonObject[] = [
      {
        '@id': node('device-facet', id),
        '@type': 'uco-observable:DeviceFacet',
        ...(kind === undefined ? {} : { 'uco-observable:deviceType': kind }),
        ...(maker === undefined ? {} : { 'uco-observable:manufacturer': link(maker) }),
        ...(model === undefined ? {} : { 'uco-observable:model': model }),
        ...(serial === undefined ? {} : { 'uco-observable:serialNumber': serial }),
      },
      ...(imei === undefined
        ? []
        : [
            {
              '@id': node('mobile-device-facet', id),
              '@type': 'uco-observable:MobileDeviceFacet',
              'uco-observable:IMEI': imei,
            },
          ]),
    ];
    return [
      {
        '@id': node('exhibit', id),
        '@type': 'uco-observable:Device',
        ...(reference === undefined ? {} : { 'uco-core:name': reference }),
        ...(description === undefined ? {} : { 'uco-core:description': description }),
        'uco-core:hasFacet': facets,
      },
    ];
  }
}

function imageOf(eventId: string, shown: ReadonlyMap<string, Json>): JsonObject | undefined {
  const [sha256, bytes] = [shown.get('sha256'), shown.get('bytes')];
  if (typeof sha256 !== 'string') return undefined;
  return {
    '@id': node('image', eventId),
    '@type': 'uco-observable:Image',
    'uco-core:hasFacet': [
      {
        '@id': node('content-data-facet', eventId),
        '@type': 'uco-observable:ContentDataFacet',
        ...(bytes === undefined ? {} : { 'uco-observable:sizeInBytes': bytes }),
        'uco-observable:hash': [
          {
            '@id': node('hash', eventId),
            '@type': 'uco-types:Hash',
            'uco-types:hashMethod': 'SHA256',
            'uco-types:hashValue': { '@type': 'xsd:hexBinary', '@value': sha256 },
          },
        ],
      },
    ],
  };
}
