/**
 * The DynamoDB table, as `functions/store/table.ts` defines it, and a second one that holds the secrets of the service and
 * nothing else, so that who reads the first can forge nothing. Both outlive the stack if `keepData` is true.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { type IndexDefinition, PENDING_WORK_INDEX, TABLE } from '../functions/store/table/definition.ts';
import { TABLE_STREAM } from '../functions/store/table/stream-definition.ts';
import { statedThroughput } from './table-throughput.ts';

const key = (name: string) => ({ name, type: AttributeType.STRING });

export class ServiceTable extends TableV2 {
  readonly secrets: TableV2;

  constructor(scope: Construct, id: string, { keepData }: { keepData: boolean }) {
    const { warm, most } = statedThroughput(scope);
    const warmThroughput = warm === undefined ? {} : { warmThroughput: { writeUnitsPerSecond: warm } };
    super(scope, id, {
      partitionKey: key(TABLE.partitionKey),
      sortKey: key(TABLE.sortKey),
      globalSecondaryIndexes: TABLE.indexes.map((index) => ({
        indexName: index.name,
        partitionKey: key(index.partitionKey),
        sortKey: key(index.sortKey),
        ...projectionOf(index),
        // DynamoDB counts an index apart, and throttles the table where an index cannot follow.
        ...(index === PENDING_WORK_INDEX && warmThroughput),
      })),
      timeToLiveAttribute: TABLE.timeToLive,
      dynamoStream: StreamViewType[TABLE_STREAM.viewType],
      billing: Billing.onDemand(most === undefined ? {} : { maxWriteRequestUnits: most }),
      ...warmThroughput,
      ...keeping(keepData),
    });
    this.secrets = new TableV2(scope, `${id}-secrets`, {
      partitionKey: key(TABLE.partitionKey),
      sortKey: key(TABLE.sortKey),
      // KMS encrypts it, and says in CloudTrail who used the key. This key of AWS has no monthly fee.
      encryption: TableEncryptionV2.awsManagedKey(),
      billing: Billing.onDemand(),
      ...keeping(keepData),
    });
  }
}

function projectionOf({ projection }: IndexDefinition) {
  if (typeof projection === 'string') return { projectionType: ProjectionType[projection] };
  return { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...projection] };
}

function keeping(keepData: boolean) {
  return {
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: keepData,
    removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  };
}
