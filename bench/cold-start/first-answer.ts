/**
 * A process that does what a new Lambda environment does with a bundle: loads it and answers one invocation. It
 * prints a line of JSON with what that took, from the import on; the start of Node is not in it.
 */
const bundle = process.argv[2] ?? '';
const event: unknown = JSON.parse(process.argv[3] ?? '{}');

const began = performance.now();
const cpuBefore = process.cpuUsage();
const { handler } = await import(bundle);
const loadedCpu = process.cpuUsage(cpuBefore);
const loadedAt = performance.now();
const answer = await handler(event, {});
const answeredCpu = process.cpuUsage(cpuBefore);
const answeredAt = performance.now();

const cpuMs = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;
console.log(
  JSON.stringify({
    status: answer?.statusCode ?? 0,
    loadMs: loadedAt - began,
    loadCpuMs: cpuMs(loadedCpu),
    answerMs: answeredAt - began,
    answerCpuMs: cpuMs(answeredCpu),
  }),
);
process.exit(0);
