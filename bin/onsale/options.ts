/** The command line options of an on-sale. The defaults follow the profile of a real on-sale. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../option-values.ts';

/** `peak`: requests in the busiest second, or `max` for as fast as the connections allow. */
export type OnSaleOptions = {
  tickets: number;
  buyers: number;
  connections: number;
  cancellations: number;
  quantities: { least: number; most: number };
  peak: number | 'max';
  /** The event is a hall with pools. */
  pools?: boolean;
  picture: string;
};

function quantitiesOf(text: string): OnSaleOptions['quantities'] {
  const [, least, most = least] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (Number(least) >= 1 && Number(least) <= Number(most))
    return { least: Number(least), most: Number(most) };
  throw new InvalidArgumentError('Give a whole number, or a range such as 1-2.');
}

function peakOf(text: string): OnSaleOptions['peak'] {
  if (text === 'max') return text;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number of at least 1, or max.');
}

export function addOptions(command: Command): Command {
  const quantities = new Option('--quantities <range>', 'tickets per buyer, in turn')
    .argParser(quantitiesOf)
    .default({ least: 1, most: 2 }, '1-2');
  return command
    .option('--tickets <number>', 'capacity of the event', wholeNumber(1), 2_000)
    .option('--buyers <number>', 'number of buyers', wholeNumber(1), 2_200)
    .option('--connections <number>', 'most requests in flight', wholeNumber(1), 50)
    .option('--cancellations <number>', 'bookings cancelled at once in the end', wholeNumber(0), 100)
    .addOption(quantities)
    .option('--peak <number>', 'requests in the busiest second; "max" for no limit', peakOf, 134)
    .option('--pools', 'a hall with standing places, seats and VIP seats, without a waitlist')
    .option('--picture <file>', 'where to write the chart', '.onsale/onsale.svg')
    .addHelpText('after', '\nExample:\n  npm run onsale -- --tickets 500 --buyers 600 --peak max');
}
