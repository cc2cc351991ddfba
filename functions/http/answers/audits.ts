/** The schema of the audit of an event. */
import * as z from 'zod';
import { NOTICE_KINDS } from '../../domain/model/notice.ts';
import { NOTICE_OUTCOMES } from '../../domain/model/notice-log.ts';
import { id, instant } from './fields.ts';

export const auditAnswer = z
  .strictObject({
    eventId: id.describe('The id of the audited event.'),
    auditedAt: instant.describe('When the audit began to read.'),
    holds: z.boolean().describe('False if the audit found a violated guarantee.'),
    bookings: z.int().min(0).describe('The number of audited bookings.'),
    tickets: z
      .strictObject({
        capacity: z.int().describe('The capacity of the event.'),
        sold: z.int().describe('Tickets of confirmed bookings.'),
        reserved: z.int().describe('Tickets of open offers, and parts granted to waiting bookings.'),
        released: z.int().describe('Tickets that were given up and are not handed on yet.'),
        free: z.int().describe('Free tickets.'),
      })
      .describe(
        'Where the tickets are, as they were counted. The other four add up to `capacity`, unless `NoOversell` is broken.',
      ),
    findings: z
      .array(
        z.strictObject({
          guarantee: z
            .enum([
              'NoOversell',
              'NoLostTicket',
              'NoOvertaking',
              'OneEffect',
              'Durable',
              'HonestAnswer',
              'WithinLimit',
              'OnTime',
              'Mine',
              'FairDraw',
              'Notified',
            ])
            .describe('The name of the guarantee.'),
          holds: z
            .boolean()
            .nullable()
            .describe('Whether it holds; null if the stored data cannot tell, and `evidence` says why.'),
          evidence: z.string().describe('What the audit counted.'),
          offenders: z
            .array(id)
            .describe('Up to 100 bookings that violate it or, if `holds` is null, may violate it.'),
          offending: z.int().min(0).describe('The number of all such bookings.'),
        }),
      )
      .describe('A finding for each guarantee.'),
    notices: z
      .array(
        z.strictObject({
          kind: z.enum(NOTICE_KINDS).describe('What they were told.'),
          isToHolders: z
            .literal(true)
            .describe('Holders of transferred tickets were told this of theirs, beside the customers.')
            .exactOptional(),
          outcome: z.enum(NOTICE_OUTCOMES).describe('What became of the notices.'),
          count: z.int().min(1).describe('The number of such notices.'),
        }),
      )
      .describe('The notices that were dealt with, by kind and outcome.'),
  })
  .meta({ id: 'Audit', description: 'The result of checking the guarantees of an event.' });
