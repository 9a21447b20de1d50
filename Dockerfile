# treebox in a container. The server runs as an unprivileged user and keeps its data in a volume; the root may be read-only.
FROM node:26-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN mkdir packed && npm pack --pack-destination packed

FROM node:26-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates git util-linux \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /build/packed /packed
RUN npm install --global --omit=dev --no-audit --no-fund /packed/*.tgz && rm -rf /packed /root/.npm \
  && mkdir /data && chown node:node /data
USER node
WORKDIR /data
VOLUME /data
EXPOSE 8080
# A host that is not loopback needs a token: pass TREEBOX_TOKEN or TREEBOX_TOKEN_FILE.
ENV NODE_ENV=production TREEBOX_HOST=0.0.0.0 TREEBOX_DATA=/data
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["treebox", "serve"]
