/**
 * Keeps the stream of the embedded engine short. The engine looks through all records of a stream at each write and
 * never removes one, so with 10,000 records it writes ten times slower. An index and the removal of handled records
 * keep its speed. They are made in the engine's own database, which SQLite lets several processes use.
 */
import { DatabaseSync } from 'node:sqlite';

const LOCK_TIMEOUT_MS = 2_000;

export type EngineStream = {
  /** Removes the records before this one, which stays, because the engine counts on from the last record. */
  removeBefore: (sequenceNumber: string) => void;
  close: () => void;
};

/** @returns undefined if the engine stores its stream in another way, as another version of it may. */
export function openEngineStream(databaseFile: string, tableName: string): EngineStream | undefined {
  const database = new DatabaseSync(databaseFile, { timeout: LOCK_TIMEOUT_MS });
  const records = database.prepare("SELECT name FROM sqlite_master WHERE name = '_stream_records'").get();
  if (records === undefined) {
    database.close();
    return undefined;
  }
  database.exec(
    'CREATE INDEX IF NOT EXISTS stream_records_in_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
  );
  const removal = database.prepare(
    'DELETE FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) < ?',
  );
  return {
    removeBefore: (sequenceNumber) => {
      removal.run(tableName, Number(sequenceNumber));
    },
    close: () => database.close(),
  };
}

/**
 * @returns for each of several readers what to call when it has handled a record. A record is removed once all of them
 * have handled it or a later one.
 */
export function removalBehindAll(
  stream: EngineStream | undefined,
  readers: number,
): ((sequenceNumber: string) => void)[] {
  const handled = Array.from({ length: readers }, () => 0);
  let removedBefore = 0;
  return handled.map((_, reader) => (sequenceNumber: string) => {
    handled[reader] = Number(sequenceNumber);
    const first = Math.min(...handled);
    if (first === removedBefore) return;
    removedBefore = first;
    stream?.removeBefore(String(first));
  });
}
