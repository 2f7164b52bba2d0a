import { redactionsIn, type DisclosureFacts } from '#custody';
import { projection } from '../kernel/projection.js';
import { json, table, uuid, whole, type RowOf } from '../kernel/table.js';
import { disclosureOf } from '../kernel/told.js';
import { type DisclosureView, type PackView } from '../views.js';

type Material = DisclosureView['materials'][number];

const disclosureTable = table({
  name: 'disclosures',
  columns: {
    case_id: uuid,
    materials: json<readonly Material[]>(),
    certificates: json<DisclosureView['certificates']>(),
    packs: json<readonly PackView[]>(),
    /** Packs that were asked for and are not built. */
    wanted: whole,
  },
  key: 'case_id',
  indexes: { wanted: '(wanted) WHERE wanted > 0' },
});

export type DisclosureRow = RowOf<typeof disclosureTable>;

/** What of each case is scheduled, and the packs of it. */
export const disclosures = projection<DisclosureFacts, typeof disclosureTable>({
  table: disclosureTable,
  version: 2,
  rowOf: disclosureOf,
  blank: (case_id) => ({ case_id, materials: [], certificates: [], packs: [], wanted: 0 }),
  on: {
    MaterialScheduled: ({ materials }, facts, { occurredAt }) => {
      const { materialId, schedule, itemNo, item, sensitivity = null, exhibitId = null, eventId = null } = facts;
      const about = { materialId, schedule, itemNo, item, sensitivity, exhibitId, eventId };
      return {
        materials: [...materials, { ...about, outcome: null, outcomeReason: null, withheld: null, at: occurredAt }],
      };
    },
    MaterialReviewed: ({ materials }, { materialId, outcome, reason }) => ({
      materials: materials.map(changing(materialId, { outcome, outcomeReason: reason })),
    }),
    MaterialWithheld: ({ materials }, { materialId, reason }) => ({
      materials: materials.map(changing(materialId, { withheld: reason })),
    }),
    ScheduleCertified: ({ certificates }, { schedule, items }, { occurredAt }) => ({
      certificates: [...certificates, { schedule, items, at: occurredAt }],
    }),
    PackRequested: ({ packs, wanted }, facts, { occurredAt, actor }) => {
      const { packId, scope, purpose, includes } = facts;
      const redactions = redactionsIn(facts);
      const request = { packId, scope, purpose, redactions, includes, requestedBy: actor.id, requestedAt: occurredAt };
      return {
        packs: [...packs, { ...request, agreedBy: null, status: 'requested', sha256: null, disclosed: [] }],
        wanted: wanted + 1,
      };
    },
    InclusionAgreed: ({ packs }, { packId }, { actor }) => ({
      packs: packs.map((pack) => (pack.packId === packId ? { ...pack, agreedBy: actor.id } : pack)),
    }),
    PackBuilt: ({ packs, wanted }, { packId, sha256 }) => ({
      wanted: wanted - 1,
      packs: packs.map((pack) => (pack.packId === packId ? { ...pack, status: 'built' as const, sha256 } : pack)),
    }),
    PackDisclosed: ({ packs }, { packId, to }, { occurredAt: at }) => ({
      packs: packs.map((pack) =>
        pack.packId === packId
          ? { ...pack, status: 'disclosed' as const, disclosed: [...pack.disclosed, { to, at }] }
          : pack,
      ),
    }),
  },
});

const changing =
  (materialId: string, to: Partial<Material>) =>
  (material: Material): Material =>
    material.materialId === materialId ? { ...material, ...to } : material;
