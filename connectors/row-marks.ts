import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const places = 4_096;
const width = 6;

/** Remembers in at most 33 kB which rows a table had, whatever its size: rows are spread over 4,096 marks by their id, and
 *  a mark is the sum of its rows' hashes, so that order does not matter. */
export class RowMarks {
  readonly #marks = Buffer.alloc(places * width);

  /** `text` is base64, as `toString` gives it; anything else is a table without rows. */
  static from(text: string | undefined): RowMarks {
    const marks = new RowMarks();
    try {
      inflateRawSync(Buffer.from(text ?? '', 'base64'), { maxOutputLength: places * width }).copy(marks.#marks);
    } catch {
      marks.#marks.fill(0);
    }
    return marks;
  }

  add(id: string, content: string): void {
    const at = placeOf(id);
    const sum = this.#marks.readUIntBE(at, width) + Buffer.from(hash('sha1', content), 'hex').readUIntBE(0, width);
    this.#marks.writeUIntBE(sum % 2 ** 48, at, width);
  }

  /** Whether the row with this id may be new or other than it was in `before`: always so when it is. In a table of
   *  thousands of rows a changed row brings those along that share its mark. */
  differs(id: string, before: RowMarks): boolean {
    const at = placeOf(id);
    return this.#marks.compare(before.#marks, at, at + width, at, at + width) !== 0;
  }

  toString(): string {
    return deflateRawSync(this.#marks).toString('base64');
  }
}

function placeOf(id: string): number {
  return (Number.parseInt(hash('sha1', id).slice(0, 3), 16) % places) * width;
}
