/** Stands in for the thread that sends notices: reports the records named "failed", and dies of one named "deadly". */
import { parentPort } from 'node:worker_threads';
import type { Answer, Call } from '../../bin/local/sender-threads.ts';

const nameOf = ({ dynamodb }: Call['records'][number]) => dynamodb?.Keys?.['sk']?.S;

parentPort?.on('message', ({ id, records }: Call) => {
  if (records.some((record) => nameOf(record) === 'deadly')) process.exit(1);
  const failed = records
    .filter((record) => nameOf(record) === 'failed')
    .map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
  const answer: Answer = records.some((record) => nameOf(record) === 'wrong')
    ? { id, error: 'The batch could not be read.' }
    : { id, failed };
  parentPort?.postMessage(answer);
});
