/** The schema of the answer with the public keys of access tokens. */
import * as z from 'zod';

const coordinate = (axis: string) => z.string().describe(`The ${axis} coordinate, in base64url.`);

const tokenKeyAnswer = z.strictObject({
  kty: z.literal('EC').describe('An elliptic curve.'),
  crv: z.literal('P-256').describe('The curve.'),
  alg: z.literal('ES256').describe('The algorithm.'),
  use: z.literal('sig').describe('For signatures.'),
  kid: z.string().describe('The id of the key, its thumbprint (RFC 7638).'),
  x: coordinate('x'),
  y: coordinate('y'),
});

export const tokenKeysAnswer = z
  .strictObject({
    keys: z.array(tokenKeyAnswer).describe('The earliest first; none before the first log-in.'),
  })
  .meta({
    id: 'TokenKeys',
    description: 'The public keys that verify access tokens.',
    examples: [
      {
        keys: [
          {
            kty: 'EC',
            crv: 'P-256',
            alg: 'ES256',
            use: 'sig',
            kid: 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
            x: 'WKn-ZIGevcwGIyyrzFoZNBdaq9_TsqzGl96oc0CWuis',
            y: 'y77t-RvAHRKTsSGdIYUfweuOvwrvDD-Q3Hv5J0fSKbE',
          },
        ],
      },
    ],
  });

export type TokenKeysAnswer = z.output<typeof tokenKeysAnswer>;
