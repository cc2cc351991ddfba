/** Replaces every handler of `functions/api` by one that records its input and answers what the test says. */
import { jest } from '@jest/globals';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { ROUTES } from '../../functions/http/routes.ts';

export type Seen = { handler: string; event: APIGatewayProxyEventV2; context: Context };

type Answer = APIGatewayProxyStructuredResultV2;

/** `seen`: the calls of all handlers. `result`: what they answer, or throw if it is an error. */
export type RecordingHandlers = { seen: Seen[]; result: Answer | Promise<Answer> | Error };

/** Call it before the module of the gateway is imported. */
export function recordingHandlers(): RecordingHandlers {
  const recording: RecordingHandlers = { seen: [], result: { statusCode: 200 } };
  for (const handler of Object.keys(ROUTES)) {
    jest.unstable_mockModule(`../../functions/api/${handler}.ts`, () => ({
      handler: async (event: APIGatewayProxyEventV2, context: Context) => {
        recording.seen.push({ handler, event, context });
        if (recording.result instanceof Error) throw recording.result;
        return recording.result;
      },
    }));
  }
  return recording;
}
