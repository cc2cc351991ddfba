/**
 * The stage of a deployment, which the operator states as `-c stage=dev` or `-c stage=prod`: how its stack is called, and what differs
 * unless another option says so. Without a stage, the stack is as it was before there were stages.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AlarmTarget } from './alarm-settings.ts';

export type Stage = {
  /** Several stacks of one account and region differ in it, and so do all names that follow from it. */
  stackName: string;
  /** The tags of every resource. */
  tags: Record<string, string>;
  /** Whether the tables outlive the stack, and CloudFormation refuses to delete what has them. */
  keepsData: boolean;
  /** Whether the stack itself cannot be deleted by mistake, as long as it keeps its data. */
  isProtected: boolean;
  hasDashboard: boolean;
  /** Whether it is deployed only if somebody is told of alarms. */
  needsAlarmTarget: boolean;
  logs: { retention: RetentionDays; removalPolicy: RemovalPolicy };
};

const SERVICE = { service: 'boxoffice' };

const WITHOUT: Stage = {
  stackName: 'Boxoffice',
  tags: SERVICE,
  keepsData: true,
  isProtected: false,
  hasDashboard: true,
  needsAlarmTarget: false,
  logs: { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY },
};

const STAGES: Record<string, Stage> = {
  dev: {
    ...WITHOUT,
    stackName: 'Boxoffice-dev',
    tags: { ...SERVICE, stage: 'dev' },
    keepsData: false,
    hasDashboard: false,
    logs: { retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY },
  },
  prod: {
    ...WITHOUT,
    stackName: 'Boxoffice-prod',
    tags: { ...SERVICE, stage: 'prod' },
    isProtected: true,
    needsAlarmTarget: true,
    // What happened is looked for after the stack is gone, too.
    logs: { retention: RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.RETAIN },
  },
};

/** @returns the stage that the operator stated for the app. @throws Error that says which there are. */
export function stageOf(scope: Construct): Stage {
  const stated = scope.node.tryGetContext('stage');
  if (stated === undefined) return WITHOUT;
  const stage = STAGES[stated];
  if (stage === undefined)
    throw new Error(`-c stage=${stated} is none of ${Object.keys(STAGES).join(', ')}.`);
  return stage;
}

/** @throws Error if the stage needs somebody who is told of alarms, and there is nobody. */
export function checkAlarmTarget(stage: Stage, target: AlarmTarget | undefined): void {
  if (stage.needsAlarmTarget && target === undefined)
    throw new Error(
      'With -c stage=prod somebody has to be told of alarms. State -c alarmEmail=… or -c alarmTopic=…',
    );
}
