import { compareRecords, isSameRecord, type SortRecord } from './sort-record.ts';

/** Records in order, one at a time. */
export interface RecordCursor {
  /** The next record, or `null` after the last. */
  next(): SortRecord | null;
}

/** Passes each record once, of several equal ones the first. */
export const distinct = (cursor: RecordCursor, onDuplicate: () => void): RecordCursor => {
  let last: SortRecord | null = null;
  return {
    next: () => {
      for (;;) {
        const record = cursor.next();
        if (record === null || last === null || !isSameRecord(last, record)) {
          last = record;
          return record;
        }
        onDuplicate();
      }
    },
  };
};

interface Head {
  record: SortRecord;
  readonly cursor: RecordCursor;
}

/** Merges cursors that are each in order, over a binary heap of their next records. */
export const mergeCursors = (cursors: readonly RecordCursor[]): RecordCursor => {
  const heap: Head[] = [];
  for (const cursor of cursors) {
    const record = cursor.next();
    if (record !== null) heap.push({ record, cursor });
  }
  heap.sort((a, b) => compareRecords(a.record, b.record));
  return {
    next: () => {
      const top = heap[0];
      if (top === undefined) return null;
      const { record } = top;
      const following = top.cursor.next();
      if (following === null) {
        const last = heap.pop() as Head;
        if (heap.length === 0) return record;
        heap[0] = last;
      } else {
        top.record = following;
      }
      sink(heap);
      return record;
    },
  };
};

/** Puts the first head of the heap where it belongs. */
const sink = (heap: Head[]): void => {
  const moving = heap[0] as Head;
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= heap.length) break;
    const right = heap[child + 1];
    let least = heap[child] as Head;
    if (right !== undefined && compareRecords(right.record, least.record) < 0) {
      child += 1;
      least = right;
    }
    if (compareRecords(moving.record, least.record) <= 0) break;
    heap[hole] = least;
    hole = child;
  }
  heap[hole] = moving;
};
