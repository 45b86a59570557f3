FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts ./scripts
RUN node scripts/setup.js
COPY . .
RUN node scripts/setup.js dashboard

FROM node:24-bookworm-slim
ENV NODE_ENV=production HUB_DATA_DIR=/data HUB_HOST=0.0.0.0
WORKDIR /app
COPY package.json package-lock.json ./
# The image has its own Node 24: the one that npm brings for checkouts is not needed here.
RUN npm ci --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/node node_modules/.bin/node \
  && npm cache clean --force \
  && mkdir /data && chown node:node /data
COPY devices ./devices
COPY gateway ./gateway
COPY server ./server
COPY --from=build /app/dashboard/dist ./dashboard/dist
USER node
VOLUME /data
EXPOSE 8080 1883 8883
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.HUB_HTTP_PORT || 8080) + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/main.ts"]
