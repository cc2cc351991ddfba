/** The function behind a route, and the permission of API Gateway to invoke it. */
import { Stack } from 'aws-cdk-lib';
import { type HttpRouteIntegrationBindOptions, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** The permission is made within `permissions`. */
export class RouteIntegration extends HttpLambdaIntegration {
  readonly #name: string;
  readonly #function: IFunction;
  readonly #permissions: Construct;

  constructor(name: string, invoked: IFunction, permissions: Construct) {
    super(`${name}-integration`, invoked, { payloadFormatVersion: PayloadFormatVersion.VERSION_2_0 });
    this.#name = name;
    this.#function = invoked;
    this.#permissions = permissions;
  }

  /** Allows the API to invoke the function for the path of its route. The wildcards in the ARN are stage and method. */
  protected override completeBind({ route }: HttpRouteIntegrationBindOptions): void {
    const { apiId } = route.httpApi;
    const path = route.path ?? '';
    const place = { service: 'execute-api', resource: apiId, resourceName: `*/*${path}` };
    this.#function.addPermission(this.#name, {
      scope: this.#permissions,
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(route).formatArn(place),
    });
  }
}
