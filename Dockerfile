# treebox in a container: the server runs as a user without rights, its data in a volume.
FROM node:26-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
WORKDIR /treebox
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
# A host that is not loopback needs a token: pass TREEBOX_TOKEN.
ENV TREEBOX_HOST=0.0.0.0 TREEBOX_DATA=/data
CMD ["node", "src/main.ts"]
