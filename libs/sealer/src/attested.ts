import { type Queryable } from './sealed-log.js';

/** A stamp of an authority as it is kept. */
export interface Anchor {
  /** Leaves of the checkpoint that was stamped. */
  readonly size: number;
  /** As it was stamped. */
  readonly note: string;
  /** RFC 3161 TimeStampResp, DER. */
  readonly reply: Buffer;
  readonly authority: number;
  /** ms since 1970. */
  readonly stampedAt: number;
  /** Where the log has it; undefined until the next batch. */
  readonly leaf: number | undefined;
}

interface AnchorRow {
  readonly size: string;
  readonly note: string;
  readonly reply: Buffer;
  readonly authority: string;
  readonly stamped_at: Date;
  readonly leaf: string | null;
}

const COLUMNS = 'size, note, reply, authority, stamped_at, leaf';
const anchorOf = ({ size, note, reply, authority, stamped_at, leaf }: AnchorRow): Anchor => ({
  ...{ size: Number(size), note, reply, authority: Number(authority), stampedAt: stamped_at.getTime() },
  leaf: leaf === null ? undefined : Number(leaf),
});

/** What others say of the checkpoints of a log, and how its key changed. Reads only. */
export class Attested {
  constructor(private readonly database: Queryable) {}

  /** Who cosigned a checkpoint, each with the line. */
  async cosigners(size: number): Promise<readonly { readonly vkey: string; readonly line: string }[]> {
    const { rows } = await this.database.query<{ vkey: string; line: string }>({
      name: 'seal.cosigners',
      text: 'SELECT vkey, line FROM seal.cosignatures WHERE size = $1 ORDER BY vkey COLLATE "C"',
      values: [size],
    });
    return rows;
  }

  /** The lines under a checkpoint that are not the log's own; '' while there are none. */
  async cosignatures(size: number): Promise<string> {
    return (await this.cosigners(size)).map(({ line }) => line).join('');
  }

  /** Of which checkpoints up to a size there are stamps, and where the log has them: the earliest first. */
  async anchored(upTo: number): Promise<readonly { readonly size: number; readonly leaf: number | undefined }[]> {
    const { rows } = await this.database.query<{ size: string; leaf: string | null }>(
      'SELECT size, leaf FROM seal.anchors WHERE size <= $1 ORDER BY size, url',
      [upTo],
    );
    return rows.map(({ size, leaf }) => ({ size: Number(size), leaf: leaf === null ? undefined : Number(leaf) }));
  }

  /** The stamps of the checkpoint of a size. */
  async anchorsOf(size: number): Promise<readonly Anchor[]> {
    const { rows } = await this.database.query<AnchorRow>(
      `SELECT ${COLUMNS} FROM seal.anchors WHERE size = $1 ORDER BY url`,
      [size],
    );
    return rows.map(anchorOf);
  }

  /** What stands at a leaf, if that is a stamp. */
  async anchorAt(leaf: number): Promise<Anchor | undefined> {
    const { rows } = await this.database.query<AnchorRow>(`SELECT ${COLUMNS} FROM seal.anchors WHERE leaf = $1`, [
      leaf,
    ]);
    return rows[0] && anchorOf(rows[0]);
  }

  /** The stamps that no entry of the log commits to yet. */
  async anchorsNotInLog(): Promise<readonly Anchor[]> {
    const { rows } = await this.database.query<AnchorRow>({
      name: 'seal.anchors-due',
      text: `SELECT ${COLUMNS} FROM seal.anchors WHERE leaf IS NULL ORDER BY size, url`,
    });
    return rows.map(anchorOf);
  }

  /** The rotations of the log's key in a tree of a size: their statements, and the leaf of the first entry of each. */
  async rotations(
    size = Number.MAX_SAFE_INTEGER,
  ): Promise<readonly { readonly leaf: number; readonly statement: string }[]> {
    const { rows } = await this.database.query<{ leaf: string; statement: string }>(
      'SELECT leaf, statement FROM seal.rotations WHERE leaf < $1 ORDER BY leaf',
      [size],
    );
    return rows.map(({ leaf, statement }) => ({ leaf: Number(leaf), statement }));
  }
}
