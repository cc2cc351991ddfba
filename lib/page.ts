/**
 * The address of the service: a distribution of CloudFront that answers with the files of the page from a private bucket, `/` with
 * what a function made of one of them, and sends everything else of the API to its gateway. It keeps what many ask for at once and
 * is the same for everybody: the line of an event, an event, and the list of events. It is a nested stack, because a stack may have 500 resources and the routes take most of them.
 */
import { Annotations, Aws, Duration, Fn, NestedStack, SecretValue } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CacheHeaderBehavior,
  CachePolicy,
  type CachePolicyProps,
  CacheQueryStringBehavior,
  Function as CloudFrontFunction,
  Distribution,
  type FunctionAssociation,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  type IOrigin,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  Signing,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ID_CHARACTERS } from '../functions/domain/model/limits.ts';
import { ROUTES, type Route } from '../functions/http/routes.ts';
import {
  ASSETS_PATH,
  FILE_HEADERS,
  INDEX_PATH,
  indexHeaders,
  type PageServices,
  WIDGET_HEADERS,
  WIDGET_PATH,
} from '../web/serving.ts';
import { PAGE_PATHS } from '../web/src/page-paths.ts';
import type { Domain } from './domain-settings.ts';
import { listFunctionSource } from './list-function.ts';
import { pageFiles } from './page-files.ts';
import { pageFunctionSource } from './page-function.ts';
import { headersPolicy, notStored } from './page-headers.ts';
import { viewerFunctionSource } from './viewer-function.ts';
import { type WebAclSetting, webAclArn } from './web-acl.ts';
import { widgetFunctionSource } from './widget-function.ts';

/** `functions/http/viewer-address.ts` reads it. */
const SECRET_HEADER = 'x-origin-verify';
const SECRET_LENGTH = 64;

/**
 * CloudFront keeps errors for ten seconds by default, 5xx even if they say `no-store`, and would answer the next client with the
 * 503 of another one. These are the statuses for which it can be told otherwise.
 */
const ERROR_STATUSES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** What everybody who looks at an event gets without a token, and for how long caches keep it. */
const { path: EVENT_PATH, publicSeconds: EVENT_SECONDS } = ROUTES['read-event'];
const EVENT_PATTERN = EVENT_PATH.replace(/\{\w+\}/, '?'.repeat(ID_CHARACTERS));
const { path: LIST_PATTERN } = ROUTES['list-events'];
/** The answer for everybody who waits, and for how long caches keep it. */
const { path: LINE_PATH, publicSeconds: LINE_SECONDS } = ROUTES['read-line'];
const LINE_PATTERN = LINE_PATH.replace(/\{\w+\}/, '*');
/** Of answers in place of which visitors get the index. */
const FAILED_STATUSES = [403, 404, 500, 502, 503, 504];

/** Answers say how long they may be kept. */
const LIST_KEPT_MAX = Duration.minutes(1);

/** Of the routes that programs call. */
const JSON_PATTERN = '/v1/*';

type ApiBehavior = BehaviorOptions & { functionAssociations: FunctionAssociation[] };

export type PageProps = {
  /** The address of the gateway, without a slash at the end. */
  apiEndpoint: string;
  /** The folder of the built page. */
  folder: string;
  /** What the page reaches besides the service. */
  services: PageServices;
  /** The operator's own domain; one of CloudFront without it. */
  domain?: Domain | undefined;
  /** The name of the operator's own secret; one is generated without it. */
  distributionSecret?: string | undefined;
  /** The web ACL in front of the distribution; none without it. */
  webAcl?: WebAclSetting | undefined;
};

export class Page extends NestedStack {
  /** Where clients reach the page and the API, without a slash at the end. */
  readonly origin: string;
  readonly distributionDomain: string;
  /** What the distribution sends as `x-origin-verify`, as a reference that CloudFormation resolves. */
  readonly secret: string;

  constructor(scope: Construct, id: string, props: PageProps) {
    super(scope, id, { description: 'The page of Boxoffice, and the distribution in front of its API' });
    const { apiEndpoint, folder, services, domain, distributionSecret, webAcl } = props;
    this.secret = this.#secretOf(distributionSecret).unsafeUnwrap();
    const distribution = new Distribution(this, 'distribution', {
      comment: 'Boxoffice',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      ...this.#behaviors(this.#apiBehavior(apiEndpoint), pageFiles(this, folder), services),
      errorResponses: ERROR_STATUSES.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      ...(webAcl && { webAclId: webAclArn(this, webAcl) }),
      ...(domain && {
        domainNames: [domain.name],
        certificate: Certificate.fromCertificateArn(this, 'certificate', domain.certificateArn),
        // For an address of its own, CloudFront decides itself.
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
    });
    this.distributionDomain = distribution.distributionDomainName;
    this.origin = `https://${domain?.name ?? distribution.distributionDomainName}`;
  }

  #secretOf(name: string | undefined): SecretValue {
    if (name !== undefined) return SecretValue.secretsManager(name);
    return new Secret(this, 'secret', {
      description:
        'By which the functions of Boxoffice recognize requests that came through its distribution',
      generateSecretString: { passwordLength: SECRET_LENGTH, excludePunctuation: true },
    }).secretValue;
  }

  /** A request reaches the gateway as the client sent it, but for its `Host`, and with the address of the client. */
  #apiBehavior(apiEndpoint: string): ApiBehavior {
    const viewer = new CloudFrontFunction(this, 'viewer', {
      comment: 'States the address of the client',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(viewerFunctionSource()),
    });
    return {
      origin: new HttpOrigin(Fn.select(2, Fn.split('/', apiEndpoint)), {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        customHeaders: { [SECRET_HEADER]: this.secret },
      }),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      functionAssociations: [{ function: viewer, eventType: FunctionEventType.VIEWER_REQUEST }],
      // A redirect would be too late: the password has been sent.
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      compress: false,
    };
  }

  #behaviors(api: ApiBehavior, files: IBucket, services: PageServices) {
    const origin = this.#filesOrigin(files);
    const file = {
      origin,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      compress: true,
    };
    const index = { ...FILE_HEADERS, ...indexHeaders(services) };
    const widget = { ...FILE_HEADERS, ...WIDGET_HEADERS };
    const forWidget = new CloudFrontFunction(this, 'for-widget', {
      comment: 'Lets any site read what the widget reads',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(widgetFunctionSource()),
    });
    const pages = new CloudFrontFunction(this, 'pages', {
      comment: 'Answers paths of the page with its index',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(pageFunctionSource(services)),
    });
    const shared = { ...api, cachePolicy: this.#eventPolicy(), compress: true };
    return {
      defaultBehavior: {
        ...file,
        responseHeadersPolicy: headersPolicy(this, 'index-headers', this.#nameOf('index'), notStored(index)),
        functionAssociations: [{ function: pages, eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      additionalBehaviors: {
        [PAGE_PATHS.events]: {
          ...file,
          ...this.#listBehavior(api.origin, origin),
          // CloudFront keeps the answer as long as the function says; browsers ask each time.
          responseHeadersPolicy: headersPolicy(this, 'list-headers', this.#nameOf('list'), index),
        },
        [`${ASSETS_PATH}*`]: {
          ...file,
          responseHeadersPolicy: headersPolicy(this, 'asset-headers', this.#nameOf('assets'), FILE_HEADERS),
        },
        [WIDGET_PATH]: {
          ...file,
          responseHeadersPolicy: headersPolicy(
            this,
            'widget-headers',
            this.#nameOf('widget'),
            notStored(widget),
          ),
        },
        [LINE_PATTERN]: { ...api, cachePolicy: this.#linePolicy(), compress: true },
        [LIST_PATTERN]: shared,
        [EVENT_PATTERN]: {
          ...shared,
          functionAssociations: [
            ...api.functionAssociations,
            { function: forWidget, eventType: FunctionEventType.VIEWER_RESPONSE },
          ],
        },
        ...Object.fromEntries(apiPatterns().map((pattern) => [pattern, { ...api, ...protocolOf(pattern) }])),
      },
    };
  }

  /** No answer that is made for a token may be kept. Such a request has a key of its own nevertheless. */
  #eventPolicy(): CachePolicy {
    return this.#keptPolicy('events', {
      cachePolicyName: this.#nameOf('events'),
      maxTtl: Duration.seconds(EVENT_SECONDS),
      headerBehavior: CacheHeaderBehavior.allowList('Authorization', 'Origin'),
      queryStringBehavior: CacheQueryStringBehavior.all(),
    });
  }

  /** The gateway adds CORS headers by the origin of the page, so each has a copy of its own. */
  #linePolicy(): CachePolicy {
    return this.#keptPolicy('line', {
      cachePolicyName: this.#nameOf('line'),
      maxTtl: Duration.seconds(LINE_SECONDS),
      headerBehavior: CacheHeaderBehavior.allowList('Origin'),
    });
  }

  /** Keeps answers for as long as they say, up to `maxTtl`. */
  #keptPolicy(id: string, key: CachePolicyProps): CachePolicy {
    return new CachePolicy(this, id, {
      comment: 'Keeps answers for as long as they say',
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
      ...key,
    });
  }

  /**
   * The function draws the list, and CloudFront keeps its answer as long as that says. Where it fails, visitors get the index as it
   * is in the bucket, and the page asks for its events.
   */
  #listBehavior(api: IOrigin, files: IOrigin): Omit<BehaviorOptions, 'viewerProtocolPolicy'> {
    const list = new CloudFrontFunction(this, 'list', {
      comment: 'Asks for the list of events in the language of the visitor',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(listFunctionSource()),
    });
    return {
      origin: new OriginGroup({
        primaryOrigin: api,
        fallbackOrigin: files,
        fallbackStatusCodes: FAILED_STATUSES,
      }),
      cachePolicy: this.#keptPolicy('list-cache', {
        cachePolicyName: this.#nameOf('list'),
        maxTtl: LIST_KEPT_MAX,
        queryStringBehavior: CacheQueryStringBehavior.allowList('locale'),
      }),
      functionAssociations: [{ function: list, eventType: FunctionEventType.VIEWER_REQUEST }],
    };
  }

  #filesOrigin(files: IBucket): IOrigin {
    // The function lets nobody ask for the root, which would be a list of the files.
    Annotations.of(this).acknowledgeWarning('@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk');
    return S3BucketOrigin.withOriginAccessControl(files, {
      // Without the right to list, S3 answers 403 for a file that is not there.
      originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
      originAccessControl: new S3OriginAccessControl(this, 'access', {
        originAccessControlName: this.#nameOf('files'),
        signing: Signing.SIGV4_ALWAYS,
      }),
    });
  }

  /** Names of these resources are unique in an account, in all its regions, and have at most 64 characters. */
  #nameOf(part: string): string {
    return `boxoffice-${part}-${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`;
  }
}

/** @returns CloudFront's patterns of the paths of all routes but the index: of each document, and one of the rest. */
function apiPatterns(): string[] {
  const paths = Object.values<Route>(ROUTES).map(({ path }) => path);
  const patterns = paths
    .filter((path) => path.startsWith('/') && path !== INDEX_PATH)
    .map((path) => (path.startsWith('/v1/') ? JSON_PATTERN : path.replace(/\{.*$/, '*')));
  return [...new Set(patterns)];
}

/** The other patterns are of documents, whose addresses people type. */
function protocolOf(pattern: string): Partial<BehaviorOptions> {
  return pattern === JSON_PATTERN ? {} : { viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS };
}
