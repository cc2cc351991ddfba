/** What an on-sale can be told on the command line, and the defaults: the profile of a real on-sale. */
import { parseArgs } from 'node:util';

/** `peak`: requests in the busiest second, or as fast as the connections allow. */
export type OnSaleOptions = {
  tickets: number;
  buyers: number;
  connections: number;
  cancellations: number;
  quantities: { least: number; most: number };
  peak: number | 'max';
  picture: string;
};

const USAGE = `npm run onsale -- [options]
  --tickets 2000        tickets of the one event
  --buyers 2200         people who want some
  --connections 50      requests in flight at most
  --cancellations 100   bookings cancelled at once, after everyone was answered
  --quantities 1-2      tickets that a buyer asks for
  --peak 134            requests in the busiest second; "max" for as fast as the connections allow
  --picture FILE        where the picture goes (.onsale/onsale.svg)`;

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`--${name} takes a whole number, not "${text}".\n\n${USAGE}`);
}

/** @throws with the usage when something is off. */
export function readOptions(args: string[]): OnSaleOptions {
  try {
    const { values } = parseArgs({
      args,
      options: {
        tickets: { type: 'string', default: '2000' },
        buyers: { type: 'string', default: '2200' },
        connections: { type: 'string', default: '50' },
        cancellations: { type: 'string', default: '100' },
        quantities: { type: 'string', default: '1-2' },
        peak: { type: 'string', default: '134' },
        picture: { type: 'string', default: '.onsale/onsale.svg' },
      },
    });
    const [least = '1', most = least] = values.quantities.split('-');
    return {
      tickets: positive('tickets', values.tickets),
      buyers: positive('buyers', values.buyers),
      connections: positive('connections', values.connections),
      cancellations: positive('cancellations', values.cancellations),
      quantities: { least: positive('quantities', least), most: positive('quantities', most) },
      peak: values.peak === 'max' ? 'max' : positive('peak', values.peak),
      picture: values.picture,
    };
  } catch (error) {
    const message = (error as Error).message;
    throw new Error(message.includes(USAGE) ? message : `${message}\n\n${USAGE}`);
  }
}
