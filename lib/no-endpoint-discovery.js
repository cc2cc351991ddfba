/**
 * Stands in a bundle for the SDK's endpoint discovery, which takes 9 KB with its library: DynamoDB's client sets it up, and
 * uses it only where AWS_ENABLE_ENDPOINT_DISCOVERY is set, which no function has. The names are those of the SDK's module.
 */
const nothing = () => undefined;

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: nothing,
  configFileSelector: nothing,
  default: undefined,
};

export const resolveEndpointDiscoveryConfig = (input) => input;
