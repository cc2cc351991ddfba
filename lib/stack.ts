/**
 * The whole service as one stack, with the page and the monitoring in nested ones. No resource is billed by the hour, so an idle stack costs
 * almost nothing.
 */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { SWEEP_INTERVAL_SECONDS } from '../functions/domain/model/limits.ts';
import { PROMOTION_QUEUE } from '../functions/store/queue-definition.ts';
import type { PageServices } from '../web/serving.ts';
import { tellOperator } from './alarm-actions.ts';
import type { AlarmTarget } from './alarm-settings.ts';
import { Api } from './api.ts';
import type { ChallengeOptions } from './challenge-settings.ts';
import type { Alarms } from './dashboard.ts';
import type { Domain } from './domain-settings.ts';
import type { IssuerOptions } from './issuer-settings.ts';
import type { MailOptions } from './mail-settings.ts';
import { Monitoring } from './monitoring.ts';
import { Notices } from './notices.ts';
import { Page } from './page.ts';
import { PromotionQueue } from './promotion-queue.ts';
import { WORKER_RIGHTS, type WorkerName } from './rights.ts';
import { ServiceFunction } from './service-function.ts';
import { stageOf } from './stage.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { ServiceTable } from './table.ts';
import type { WebAclSetting } from './web-acl.ts';
import { Webhooks } from './webhooks.ts';

const WORKER_MEMORY_MIB = 512;

type FunctionSize = { timeoutSeconds: number; memoryMib?: number; callsItself?: boolean };

/** The clerk calls itself while it has work left, as after the cancellation of an event with many bookings. */
const CONSUMER: FunctionSize = {
  callsItself: true,
  timeoutSeconds: PROMOTION_QUEUE.consumerTimeoutSeconds,
  memoryMib: PROMOTION_QUEUE.consumerMemoryMib,
};

export type StackOptions = {
  /** Whether the table is protected from deletion, and retained when the stack is deleted. */
  keepData: boolean;
  /** Origins whose pages may call the API; `*` is any. */
  corsOrigins: string[];
  /** Customers are sent notices by mail if it is set. */
  mail?: MailOptions | undefined;
  /** The OpenID Connect issuer that keeps the accounts; this service without it. */
  issuer?: IssuerOptions | undefined;
  /** The same issuer, as the page logs people in there. */
  pageIssuer?: PageServices['issuer'];
  /** Which challenges events ask for; proof of work without it. */
  challenge?: ChallengeOptions | undefined;
  /** The rates that the operator set; the defaults without it. */
  rateLimits?: string | undefined;
  /** The quota of an organizer's events that the operator set; the default without it. */
  eventQuota?: string | undefined;
  /** For how many days after an event names and addresses stay in its bookings; for good without it. */
  eraseAfterDays?: string | undefined;
  /** Whether accounts are registered by mail. */
  byMail?: boolean;
  /** The folder of the built page. */
  page: string;
  /** The operator's own domain; one of CloudFront without it. */
  domain?: Domain | undefined;
  /** The name of the operator's secret that the distribution sends; a generated one without it. */
  distributionSecret?: string | undefined;
  /** The web ACL of WAF in front of the distribution; none without it. */
  webAcl?: WebAclSetting | undefined;
  /** Who is told of alarms; nobody without it. */
  alarmTarget?: AlarmTarget | undefined;
  /** Whether there is a dashboard, with the metrics that it shows; the stage decides without it. */
  hasDashboard?: boolean | undefined;
};

export class BoxofficeStack extends Stack {
  constructor(scope: Construct, id: string, options: StackOptions) {
    const stage = stageOf(scope);
    super(scope, id, {
      description: 'Boxoffice: event tickets that are never oversold',
      // CloudFormation gives them to all resources, also of nested stacks.
      tags: stage.tags,
      terminationProtection: stage.isProtected && options.keepData,
    });
    const { keepData, mail, alarmTarget, hasDashboard = stage.hasDashboard } = options;
    const table = new ServiceTable(this, 'table', { keepData });
    const promotions = new PromotionQueue(this, 'promotions');
    const { queue } = promotions;
    const { api, page } = this.#addFront(table, queue, options);
    const publicOrigin = page.origin;

    const worker = (name: WorkerName, description: string, size: FunctionSize) =>
      new ServiceFunction(this, name, {
        path: `workers/${name}`,
        description,
        rights: WORKER_RIGHTS[name],
        table,
        queue,
        memoryMib: WORKER_MEMORY_MIB,
        ...size,
        environment: settingsOf(name, options),
        // No client waits for the cold start of a worker, and the runtime logs the errors that it throws.
        nodeOptions: '--enable-source-maps',
      });
    const clerk = worker('promote-waitlist', 'Promotes bookings from the waitlist', CONSUMER);
    promotions.feed(clerk);
    // A sweep ends before the next one begins.
    const sweeper = worker('sweep-pending-work', 'Finds pending work that no message announced', {
      timeoutSeconds: SWEEP_INTERVAL_SECONDS,
    });
    const sweep = new SweepSchedule(this, 'sweep', { sweeper });

    const notices = mail && new Notices(this, 'notices', { table, queue, publicOrigin, mail });
    const sending = notices?.sending;
    const webhooks = new Webhooks(this, 'webhooks', { table, queue, publicOrigin, sending });
    const monitoring = new Monitoring(this, 'monitoring', {
      namespace: this.stackName,
      apiId: api.apiId,
      logs: { routes: api.routeLog, clerk: clerk.logGroup, notices: notices?.log },
      queue,
    });
    const alarms: Alarms = {
      ...(notices && {
        NoticeAlarmName: notices.alarms.deadLetters,
        LateNoticeAlarmName: notices.alarms.late,
        FeedbackAlarmName: notices.alarms.feedback,
      }),
      WebhookAlarmName: webhooks.alarms.deadLetters,
      LateWebhookAlarmName: webhooks.alarms.late,
      DeadLetterAlarmName: promotions.alarm,
      SweepAlarmName: sweep.alarm,
      ...monitoring.alarms,
    };
    this.#nameAlarms(alarms);
    if (hasDashboard)
      new CfnOutput(this, 'DashboardName', { value: monitoring.addDashboard(alarms, table.tableName) });
    if (alarmTarget !== undefined) tellOperator(this, alarmTarget);

    this.#nameResources(api, page, table, queue);
  }

  #nameResources(api: Api, page: Page, table: ServiceTable, queue: IQueue): void {
    new CfnOutput(this, 'PublicUrl', { value: `${page.origin}/` });
    new CfnOutput(this, 'DistributionDomainName', { value: page.distributionDomain });
    new CfnOutput(this, 'ApiUrl', { value: `${api.endpoint}/` });
    new CfnOutput(this, 'TableName', { value: table.tableName });
    new CfnOutput(this, 'SecretsTableName', { value: table.secrets.tableName });
    new CfnOutput(this, 'QueueName', { value: queue.queueName });
  }

  /** The runbook names each alarm as these outputs do. */
  #nameAlarms(alarms: Alarms): void {
    for (const [name, alarm] of Object.entries(alarms)) new CfnOutput(this, name, { value: alarm.alarmName });
  }

  /** The distribution needs the gateway's address, and the functions of the routes need the distribution's. */
  #addFront(table: ServiceTable, queue: IQueue, options: StackOptions): { api: Api; page: Page } {
    const { corsOrigins, page: folder, domain, distributionSecret, webAcl, challenge, pageIssuer } = options;
    const api = new Api(this, 'api', corsOrigins);
    const page = new Page(this, 'page', {
      apiEndpoint: api.endpoint,
      folder,
      services: { challenge: challenge?.provider, issuer: pageIssuer },
      domain,
      distributionSecret,
      webAcl,
    });
    const front = { publicOrigin: page.origin, distributionSecret: page.secret };
    api.addRoutes({ ...options, table, queue, ...front });
    return { api, page };
  }
}

/** What the operator set for a worker. */
function settingsOf(name: WorkerName, { eraseAfterDays, mail }: StackOptions): Record<string, string> {
  if (name !== 'sweep-pending-work' || eraseAfterDays === undefined) return {};
  return { ERASE_AFTER_DAYS: eraseAfterDays, ...(mail && { CUSTOMER_MAIL: 'on' }) };
}
