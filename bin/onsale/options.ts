/** The command line options of an on-sale. The defaults follow the profile of a real on-sale. */
import { parseArgs } from 'node:util';

/** `peak`: requests in the busiest second, or `max` for as fast as the connections allow. */
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
  --tickets 2000        capacity of the event
  --buyers 2200         number of buyers
  --connections 50      most requests in flight
  --cancellations 100   bookings cancelled concurrently after every buyer was answered
  --quantities 1-2      tickets per buyer
  --peak 134            requests in the busiest second; "max" for as fast as the connections allow
  --picture FILE        where to write the chart (.onsale/onsale.svg)`;

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`--${name} takes a whole number, not "${text}".\n\n${USAGE}`);
}

/** @throws an error with the usage when an option is unknown or invalid. */
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
