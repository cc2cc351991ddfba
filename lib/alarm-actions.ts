/** Has every alarm of the stack tell the operator when it is raised, and when it is over. */
import type { Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { AlarmTarget } from './alarm-settings.ts';

/** Gives an action to each alarm that the stack has so far, also in stacks within it. */
export function tellOperator(stack: Stack, target: AlarmTarget): void {
  const action = new SnsAction(topicOf(stack, target));
  for (const alarm of stack.node.findAll()) {
    if (!(alarm instanceof Alarm)) continue;
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}

/**
 * The topic has the policy that SNS gives it, by which services act for this account alone. It has no key of KMS: an alarm
 * tells no secret and no personal data, and a key that CloudWatch may use costs 1 USD a month.
 */
function topicOf(stack: Stack, target: AlarmTarget): ITopic {
  if ('topicArn' in target) return Topic.fromTopicArn(stack, 'alarm-topic', target.topicArn);
  const topic = new Topic(stack, 'alarms', { displayName: 'Alarms of Boxoffice' });
  topic.addSubscription(new EmailSubscription(target.email));
  return topic;
}
