# One image for every role: ROLES says which. Written but never run: there is no container engine where it was written.
FROM node:20.20.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY build.mjs nest-cli.json tsconfig.json ./
COPY apps apps
COPY libs libs
RUN npm run build && npm prune --omit=dev --omit=optional --no-audit --no-fund

FROM node:20.20.0-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
# Owned by root and read-only: what runs may write into /data and /keys and nowhere else.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/apps/continuity/assets apps/continuity/assets
COPY --from=build /app/apps/continuity/views apps/continuity/views
RUN install -d -o node -g node -m 700 /data /keys
USER node
VOLUME ["/data", "/keys"]
# Not through npm: signals are to reach the process, so that it finishes what it began.
CMD ["node", "--max-semi-space-size=32", "--heap-growing-percent=50", "--enable-source-maps", "dist/apps/continuity/src/main.js"]
