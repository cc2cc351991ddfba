/** Sends requests whose answers are recorded, so that they can be compared with the table afterwards. */
import { runtime } from '../../functions/compose.ts';
import { answerOf, type RequestRecord, type Sending } from '../../functions/domain/verify/request-record.ts';
import type { ApiAnswer } from './api-client.ts';

type Answered = Pick<ApiAnswer, 'status' | 'headers'> & { body: unknown };

/**
 * Records one sending of the request.
 * @param call resolves to the answer, or to undefined if there is none.
 */
export async function recorded<A extends Answered | undefined>(
  { sendings }: RequestRecord,
  call: () => Promise<A>,
): Promise<A> {
  const sending: Sending = { sentAt: runtime.now() };
  sendings.push(sending);
  const answer = await call();
  sending.endedAt = runtime.now();
  if (answer === undefined) return answer;
  const retryAfter = answer.headers['retry-after'];
  sending.answer = answerOf(answer.status, answer.body, retryAfter?.toString());
  return answer;
}
