/** A thread that sends notices: calls the deployed function with each batch that it gets, and answers with its result. */
import { parentPort } from 'node:worker_threads';
import { TABLE_STREAM } from '../../functions/store/table/stream-definition.ts';
import { handler } from '../../functions/workers/send-notices.ts';
import { lambdaContext } from './lambda-context.ts';
import { logToFile } from './log-file.ts';
import type { Answer, Call } from './sender-threads.ts';

const file = process.env['LOG_FILE'];
if (file) logToFile(file);

parentPort?.on('message', async ({ id, records }: Call) => {
  const answer: Answer = { id };
  try {
    const result = await handler({ Records: records }, lambdaContext(TABLE_STREAM.consumerTimeoutSeconds));
    answer.failed = result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  } catch (error) {
    answer.error = String(error);
  }
  parentPort?.postMessage(answer);
});
