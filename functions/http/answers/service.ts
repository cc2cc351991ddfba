/** The schemas of the answers about the service itself. */
import * as z from 'zod';

export const healthAnswer = z
  .strictObject({ status: z.literal('ok').describe('Always `ok`; otherwise the answer is a problem.') })
  .meta({ id: 'Health', description: 'The service can read its table.', examples: [{ status: 'ok' }] });

export const openApiAnswer = z
  .looseObject({ openapi: z.string().describe('The version of OpenAPI.') })
  .meta({ id: 'OpenApi', description: 'An OpenAPI document.' });
