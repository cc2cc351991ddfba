/**
 * Assigns the processor time of a sample to an owner: a part of the project, a library or Node. Functions of
 * Node and native functions count for their caller, and for Node if the event loop called them.
 */

type Frame = { functionName: string; url: string };
export type Node = { frame: Frame; parent: Node | undefined };

/** The owner of a file: that of the first pattern that matches. */
const OWNERS: [RegExp, string][] = [
  [/\/functions\/domain\//, 'own: domain'],
  [/\/functions\/store\//, 'own: store'],
  [/\/functions\//, 'own: http'],
  [/\/bin\/local\/gateway/, 'local gateway'],
  [/\/bin\//, 'local queue and schedule'],
  [/\/node_modules\/@middy\//, 'middy'],
  [/\/node_modules\/zod\//, 'zod'],
  [/\/node_modules\/(jws|jwa|ecdsa-sig-formatter|safe-buffer|buffer-equal-constant-time)\//, 'jws'],
  [/\/node_modules\/@smithy\/(signature-v4|core\/dist-[a-z]+\/submodules\/checksum)\//, 'SDK: signing'],
  [/\/node_modules\/@aws-sdk\/(lib-dynamodb|util-dynamodb|dynamodb-codec)\//, 'SDK: marshalling'],
  [/\/node_modules\/@smithy\/node-http-handler\//, 'SDK: HTTP handler'],
  [/\/node_modules\/@(aws-sdk|smithy|aws)\//, 'SDK: the rest'],
  [/\/node_modules\//, 'local queue and schedule'],
  [/^node:_http_(client|agent)/, 'Node: HTTP client'],
  [/^node:_http_server/, 'Node: HTTP server'],
];

const PSEUDO = new Map([
  ['(idle)', 'idle'],
  ['(garbage collector)', 'garbage collection'],
  ['(program)', 'Node: native'],
]);

export function ownerOf(node: Node): string {
  const pseudo = PSEUDO.get(node.frame.functionName);
  if (pseudo !== undefined) return pseudo;
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    const { url } = at.frame;
    const owner = OWNERS.find(([pattern]) => pattern.test(url))?.[1];
    if (owner !== undefined) return owner;
  }
  return 'Node: event loop';
}
