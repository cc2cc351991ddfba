# Boxoffice on its embedded engines, for machines that the embedded DynamoDB has no build for. docs/local.md says how to run it.
FROM --platform=linux/amd64 node:24-bookworm-slim
WORKDIR /boxoffice
COPY package.json package-lock.json ./
COPY web/package.json web/
RUN npm ci --no-audit --no-fund
COPY . .
# Builds the page, so that a start does not have to.
RUN node --input-type=module -e "await (await import('./bin/local/page-build.ts')).buildPage()" \
  && mkdir /data && chown node:node /data
USER node
ENV HOST=0.0.0.0 DATA_DIR=/data
VOLUME /data
EXPOSE 3000
# The image has no curl. A service without its table is not healthy.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/v1/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# npm passes no signal on, so the service is started without it.
CMD ["node_modules/.bin/node", "bin/boxoffice.ts", "start"]
