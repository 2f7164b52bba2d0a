import { printable, typeface } from './typeface.js';
import { wrap } from './wrap.js';

export type Element = PDFKit.PDFStructureElement;

export interface Line {
  readonly text: string;
  readonly bold: boolean;
}

export interface Style {
  readonly size: number;
  readonly lineHeight: number;
  readonly colour?: string;
}

export interface SheetInfo {
  readonly title: string;
  readonly subject: string;
  /** Stands as the document's creation, and with the title makes its file id: the clock of the machine stays out of it. */
  readonly made: Date;
}

/** A4 across, in points; the origin is the upper left corner. */
export const PAGE = { width: 841.89, height: 595.28, left: 36, right: 36, top: 32, bottom: 44 } as const;
export const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right;

/**
 * A tagged PDF in British English, drawn line by line: everything is either in its structure, in reading order, or marked
 * as an artifact (rules, repeated heads, page numbers), which a screen reader passes over.
 */
export class Sheet {
  readonly root: Element;
  readonly #doc: PDFKit.PDFDocument;
  readonly #widths = new Map<string, number>();

  private constructor(doc: PDFKit.PDFDocument) {
    this.#doc = doc;
    this.root = doc.struct('Document');
    doc.addStructure(this.root);
  }

  static async begin({ title, subject, made }: SheetInfo): Promise<Sheet> {
    // Not before it is wanted: pdfkit takes longer to load than anything else but the web server.
    const { default: PDFDocument } = await import('pdfkit');
    const { regular, bold } = await typeface();
    const doc = new PDFDocument({
      size: [PAGE.width, PAGE.height],
      margin: 0, // pdfkit turns no page by itself
      autoFirstPage: false,
      bufferPages: true,
      pdfVersion: '1.7',
      tagged: true,
      lang: 'en-GB',
      displayTitle: true,
      font: '', // none to begin with: a font that is the first one and registered as well is parsed anew at each use
      info: {
        Title: title,
        Subject: subject,
        Producer: 'Continuity',
        Creator: 'Continuity',
        CreationDate: made,
        ModDate: made,
      },
    });
    return new Sheet(doc.registerFont('regular', regular).registerFont('bold', bold));
  }

  addPage(): void {
    this.#doc.addPage();
  }

  /** A new element at the end of `parent`. `scope` says what a head cell (TH) heads. */
  within(parent: Element, tag: string, scope?: 'Row' | 'Column'): Element {
    const options = { ...(scope && { scope }) } as PDFKit.Mixins.StructureElementOptions;
    const element = this.#doc.struct(tag, options);
    parent.add(element);
    return element;
  }

  /** The lines that a text takes up. */
  lines(text: string, width: number, { size }: Style, bold = false): readonly Line[] {
    const shown = printable(text, (codePoint) => this.#canShow(codePoint, bold));
    return wrap(shown, width, (piece) => this.#measure(piece, size, bold)).map((line) => ({ text: line, bold }));
  }

  /** Draws lines as content of a structure element. */
  write(into: Element, lines: readonly Line[], x: number, y: number, style: Style): void {
    if (lines.length > 0) into.add(() => this.#draw(lines, x, y, style));
  }

  /** Draws lines that are no content. */
  decorate(lines: readonly Line[], x: number, y: number, style: Style): void {
    this.#asArtifact('Pagination', () => this.#draw(lines, x, y, style));
  }

  rule(y: number, { width = 0.5, colour = '#b1b4b6' } = {}): void {
    this.#asArtifact('Layout', () =>
      this.#doc
        .moveTo(PAGE.left, y)
        .lineTo(PAGE.width - PAGE.right, y)
        .lineWidth(width)
        .strokeColor(colour)
        .stroke(),
    );
  }

  frame(x: number, y: number, width: number, height: number, { fill = '#ffffff', border = '#0b0c0c' } = {}): void {
    this.#asArtifact('Layout', () => this.#doc.rect(x, y, width, height).lineWidth(1).fillAndStroke(fill, border));
  }

  /** A square of dark (1) and light (0) squares, row by row; a figure to a screen reader. */
  squares(
    { x, y, side }: { x: number; y: number; side: number },
    dark: readonly number[],
    across: number,
    alt: string,
  ): void {
    const element = this.#doc.struct('Figure', { alt });
    this.root.add(element);
    const one = side / across;
    element.add(() => {
      this.#doc.fillColor('#0b0c0c');
      dark.forEach(
        (is, at) => is === 1 && this.#doc.rect(x + (at % across) * one, y + Math.floor(at / across) * one, one, one),
      );
      this.#doc.fill();
    });
  }

  /** Draws on every page, once all are there. */
  onEachPage(draw: (number: number, of: number) => void): void {
    const { start, count } = this.#doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.#doc.switchToPage(start + page);
      draw(page + 1, count);
    }
  }

  widthOf(text: string, { size }: Style, bold = false): number {
    return this.#measure(text, size, bold);
  }

  async finish(): Promise<Uint8Array> {
    this.root.end();
    this.#doc.end();
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#doc as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  #asArtifact(type: 'Pagination' | 'Layout', draw: () => void): void {
    this.#doc.markContent('Artifact', { type });
    draw();
    this.#doc.endMarkedContent();
  }

  #draw(lines: readonly Line[], x: number, y: number, { size, lineHeight, colour = '#0b0c0c' }: Style): void {
    this.#doc.fontSize(size).fillColor(colour);
    lines.forEach(({ text, bold }, index) => {
      this.#doc.font(bold ? 'bold' : 'regular').text(text, x, y + index * lineHeight, { lineBreak: false });
    });
  }

  #measure(text: string, size: number, bold: boolean): number {
    const key = `${bold ? 'b' : 'r'}${size} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const width = this.#doc
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .widthOfString(text);
    this.#widths.set(key, width);
    return width;
  }

  #canShow(codePoint: number, bold: boolean): boolean {
    const doc = this.#doc.font(bold ? 'bold' : 'regular') as unknown as CurrentFont;
    return doc._font.font.hasGlyphForCodePoint(codePoint);
  }
}

/** What pdfkit does not say in its types: the fontkit font that it writes with. */
interface CurrentFont {
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
}
