/**
 * Stands in a bundle for the SDK's cache of endpoints that DynamoDB names on request, and for its library of 7 KB. The
 * client creates the cache, and uses it only where AWS_ENABLE_ENDPOINT_DISCOVERY is set, which no function has.
 */
export class EndpointCache {}
