/** The bare function with the library that signs and verifies access tokens. */
import jws from 'jws';

export const { sign, verify } = jws;
export { handler } from './bare.ts';
