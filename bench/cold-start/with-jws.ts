/** What signs and checks access tokens. */
import jws from 'jws';

export const { sign, verify } = jws;
export { handler } from './bare.ts';
