import jws from 'jws';

export const { sign, verify } = jws;
export { handler } from './bare.ts';
