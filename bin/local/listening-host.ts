/** The address that `npm start` listens on: loopback, unless `HOST` names another one. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { LOOPBACK } from './ports.ts';

/** The addresses that stand for all addresses of a machine, and where the machine itself reaches a service that has them. */
const REACHED_AT: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * @returns the IP address in `text`, the value of `HOST`, and loopback if it is none: some shells and build tools have a variable
 *   of that name, with the name of the machine.
 */
export function readHost(text: string | undefined): string {
  return text !== undefined && isIP(text) !== 0 ? text : LOOPBACK;
}

/** Whether `HOST` is set to something that is not used. */
export function isNoAddress(text: string | undefined): boolean {
  return text !== undefined && isIP(text) === 0;
}

/** Whether no other machine reaches a service that listens there. */
export function isLoopback(host: string): boolean {
  return ipaddr.process(host).range() === 'loopback';
}

/** @returns where this machine reaches a service that listens there. */
export function urlOf(host: string, port: number): string {
  const address = REACHED_AT[host] ?? host;
  return `http://${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}
