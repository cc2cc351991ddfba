/** The HTTP API: one function per route, an access log line per request, and a throttle for each route. */

import { join, relative } from 'node:path';
import { Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnRoute,
  type CfnStage,
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { API_TIMEOUT_SECONDS } from '../functions/domain/model/limits.ts';
import {
  CORS_ANSWER_HEADERS,
  CORS_MAX_AGE_SECONDS,
  CORS_METHODS,
  CORS_REQUEST_HEADERS,
} from '../functions/http/cors.ts';
import { methodsOf, ROUTES, type Route, type RouteName } from '../functions/http/routes.ts';
import { DRAWING_FILE, INDEX_PATH } from '../web/serving.ts';
import { type ChallengeOptions, challengeVariables } from './challenge-settings.ts';
import { type IssuerOptions, issuerVariables } from './issuer-settings.ts';
import { type MailOptions, mailVariables } from './mail-settings.ts';
import { withIssuer } from './own-items.ts';
import { SECRETS_OF_ROUTES } from './rights.ts';
import { RouteIntegration } from './route-integration.ts';
import { functionLog, ROOT, ServiceFunction } from './service-function.ts';
import type { ServiceTable } from './table.ts';
import { routeSettings, SALE_THROTTLE } from './throttles.ts';

/**
 * At 512 MiB a cold start takes half as long as at 256 MiB, for 0.05 USD more per million bookings
 * (docs/measurements.md).
 */
const MEMORY_MIB = 512;
/** Hashing a password is bound by the CPU, and Lambda gives a function CPU in proportion to its memory. */
const PASSWORD_MEMORY_MIB = 1024;
const HASH_PASSWORDS: ReadonlySet<RouteName> = new Set([
  'change-me',
  'change-password',
  'close-account',
  'log-in',
  'register-user',
  'reset-password',
]);

/** Routes that check the quota of organizers, or show it. */
const KNOW_QUOTA: ReadonlySet<RouteName> = new Set(['copy-event', 'create-event', 'read-limits']);

/** Routes that show mails. */
const SHOW_MAILS: ReadonlySet<RouteName> = new Set(['preview-announcement']);
/** Routes that send mail, by what they store, or for which it matters whether mail is sent. */
const NEED_MAIL: ReadonlySet<RouteName> = new Set([
  'appoint-member',
  'cancel-event',
  'change-event',
  'change-me',
  'change-webhook',
  'close-account',
  'change-password',
  'change-role',
  'create-event',
  'create-webhook',
  'erase-booking',
  'forgot-password',
  'hand-over-event',
  'register-user',
  'request-confirmation',
  'request-link',
  'reset-password',
  'rotate-webhook-secret',
  'transfer-ticket',
  'write-announcement',
]);

/**
 * The access log contains no personal data: no IP address, user agent or header, and no path or query with
 * ids.
 */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  requestedAt: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  responseBytes: '$context.responseLength',
};

/** What the page of the documentation loads: `functions/http/docs/viewer-files.ts` reads them. */
export const DOCS_FILES = [
  'functions/http/docs/page.css',
  'functions/http/docs/start-viewer.js',
  'node_modules/swagger-ui-dist/swagger-ui.css',
  'node_modules/swagger-ui-dist/swagger-ui-bundle.js',
];

/** The fonts of printed tickets: `functions/tickets/fonts.ts` reads them. */
export const FONT_FILES = [
  'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
];

/** The files that functions read at run time. `page`: the folder of the built page. */
const filesOf = (page: string): { [Name in RouteName]?: readonly string[] } => ({
  'read-docs-file': DOCS_FILES,
  'read-index': [INDEX_PATH, DRAWING_FILE].map((name) => relative(ROOT, join(page, name))),
  'read-tickets': FONT_FILES,
});

export type RoutesProps = {
  table: ServiceTable;
  queue: IQueue;
  /** Where clients reach the API, without a slash at the end. */
  publicOrigin: string;
  /** What the distribution sends to prove that a request came through it. */
  distributionSecret: string;
  /** The folder of the built page. */
  page: string;
  /** How mails look, for the preview of an announcement. */
  mail?: MailOptions | undefined;
  /** The issuer that keeps the accounts, if another one does. */
  issuer?: IssuerOptions | undefined;
  /** Which challenges events ask for. */
  challenge?: ChallengeOptions | undefined;
  /** The rates that the operator set, as in the local service's RATE_LIMITS. */
  rateLimits?: string | undefined;
  /** The quota that the operator set, as in the local service's EVENT_QUOTA. */
  eventQuota?: string | undefined;
  /** Whether accounts are registered by mail. */
  byMail?: boolean | undefined;
};

export class Api extends Construct {
  /** The address of the gateway, without a slash at the end. */
  readonly endpoint: string;
  readonly apiId: string;
  /** Of the functions of all routes. One log for all, because a stack may have 500 resources. */
  readonly routeLog: LogGroup;
  readonly #httpApi: HttpApi;

  /** Makes the gateway alone, whose address the distribution needs. `corsOrigins`: whose pages may call it; `*` is any. */
  constructor(scope: Construct, id: string, corsOrigins: string[]) {
    super(scope, id);
    this.#httpApi = new HttpApi(this, 'http-api', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      ...(corsOrigins.length > 0 && { corsPreflight: corsFor(corsOrigins) }),
    });
    this.endpoint = this.#httpApi.apiEndpoint;
    this.apiId = this.#httpApi.apiId;
    this.routeLog = functionLog(this, 'route-log');
  }

  /** Adds the routes with their functions, which need the address of the distribution. */
  addRoutes(props: RoutesProps): void {
    const httpApi = this.#httpApi;
    // A stack of their own, because a stack may have 500 resources.
    const description = 'What API Gateway may invoke for each route of Boxoffice';
    const permissions = new NestedStack(this, 'permissions', { description });
    for (const [name, route] of Object.entries(ROUTES) as [RouteName, Route][]) {
      const integration = new RouteIntegration(name, this.#handlerOf(name, route, props), permissions);
      const made = new HttpRoute(this, `${name}-route`, {
        httpApi,
        routeKey: routeKeyOf(route),
        integration,
      });
      for (const method of methodsOf(route).filter((other) => other !== route.method)) {
        addMethod(made, method, route.path);
      }
    }
    const logs = functionLog(this, 'access-log');
    const stage = new HttpStage(this, 'stage', {
      httpApi,
      autoDeploy: true,
      throttle: SALE_THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    throttleRoutes(stage, this);
  }

  #handlerOf(name: RouteName, route: Route, props: RoutesProps): ServiceFunction {
    const { table, queue, publicOrigin, distributionSecret, page } = props;
    const { mail, challenge, issuer, rateLimits, eventQuota, byMail } = props;
    return new ServiceFunction(this, name, {
      path: `api/${name}`,
      description:
        route.path === '$default' ? 'Requests that no route matches' : `${route.method} ${route.path}`,
      rights: { ...(issuer ? withIssuer(route) : route), secrets: SECRETS_OF_ROUTES[name] },
      verifiesForIssuer: issuer !== undefined && route.role !== undefined,
      table,
      queue,
      memoryMib: HASH_PASSWORDS.has(name) ? PASSWORD_MEMORY_MIB : MEMORY_MIB,
      timeoutSeconds: API_TIMEOUT_SECONDS,
      publicOrigin,
      files: filesOf(page)[name] ?? [],
      logGroup: this.routeLog,
      environment: {
        ...(issuer && issuerVariables(issuer)),
        ...(mail && SHOW_MAILS.has(name) && mailVariables(mail)),
        ...(mail && NEED_MAIL.has(name) && { CUSTOMER_MAIL: 'on' }),
        ...(challenge && name === 'book-tickets' && challengeVariables(challenge)),
        ...(byMail && name === 'register-user' && { REGISTRATION: 'by-mail' }),
        ...(rateLimits && (route.limits || name === 'read-limits') && { RATE_LIMITS: rateLimits }),
        ...(route.limits && { DISTRIBUTION_SECRET: distributionSecret }),
        ...(eventQuota && KNOW_QUOTA.has(name) && { EVENT_QUOTA: eventQuota }),
      },
    });
  }
}

/** The stage is created after the routes, because its settings name them. */
function throttleRoutes(stage: HttpStage, api: Api): void {
  const cfnStage = stage.node.defaultChild as CfnStage;
  cfnStage.routeSettings = routeSettings();
  for (const route of api.node.findAll()) {
    if (route instanceof CfnRoute) cfnStage.addResourceDependency(route);
  }
}

function routeKeyOf({ method, path }: Route): HttpRouteKey {
  return path === '$default' ? HttpRouteKey.DEFAULT : HttpRouteKey.with(path, HttpMethod[method]);
}

/**
 * Adds a route for another method to the integration of a route, because API Gateway does not answer HEAD
 * with a route for GET. A second `HttpRoute` would add the permission again, which covers every method of the
 * path.
 */
function addMethod(route: HttpRoute, method: string, path: string): void {
  const { apiId, target } = route.node.defaultChild as CfnRoute;
  new CfnRoute(route, method, {
    apiId,
    routeKey: `${method} ${path}`,
    ...(target !== undefined && { target }),
  });
}

/** The same CORS policy as that of the local gateway. */
function corsFor(allowOrigins: string[]): CorsPreflightOptions {
  return {
    allowOrigins,
    allowMethods: CORS_METHODS.map((method) => CorsHttpMethod[method]),
    allowHeaders: [...CORS_REQUEST_HEADERS],
    exposeHeaders: [...CORS_ANSWER_HEADERS],
    maxAge: Duration.seconds(CORS_MAX_AGE_SECONDS),
  };
}
